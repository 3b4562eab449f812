"""How to sign in to the demonstration, for whoever reads the terminal."""

import json
import shlex
from pathlib import Path


def introduction(file: Path, *, staff_port: int, data: Path, usual_data: Path) -> str:
    """The sign-in names with their passwords and what they are, and how to get a code.

    `file` is what `load_sample` keeps of the people it made. `data` is named in the command
    for a code when it is not the folder that `./dev` uses unasked.
    """
    people = json.loads(file.read_text(encoding="utf-8")).values()
    rows = [(person["username"], person["password"], person["role"]) for person in people]
    first, second = (max(len(row[place]) for row in rows) for place in (0, 1))
    table = "\n".join(f"  {name:<{first}}  {word:<{second}}  {role}" for name, word, role in rows)
    setting = "" if data == usual_data else f"TURNSTONE_DATA={shlex.quote(str(data))} "
    return (
        f"\nSign in at http://localhost:{staff_port}/accounts/login/ with a name, its password "
        f"and a code:\n\n{table}\n\n"
        f"The code, as an authenticator app would show it: {setting}./dev code NAME\n"
    )
