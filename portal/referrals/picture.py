"""The table of states as a picture and tables for `docs/referrals.md`, in English."""

from django.utils import translation

from portal.referrals.reasons import REDIRECTION_REASONS
from portal.referrals.states import GUARDS, STATES, TRANSITIONS, Guard, State, Transition

BEGIN = "<!-- drawn from portal/referrals/states.py: ./dev manage draw_states -->"
END = "<!-- end of what is drawn -->"


def draw() -> str:
    """The states, the ways between them and the guards, in Markdown."""
    with translation.override("en"):
        return "\n".join(
            [
                BEGIN,
                "",
                *_diagram(),
                "",
                *_states(),
                "",
                *_ways(),
                "",
                *_guards(),
                "",
                *_reasons(),
                END,
            ]
        )


def redraw(page: str) -> str:
    """`page` with what stands between the two marks drawn anew. Raises ValueError without marks."""
    before, found, rest = page.partition(BEGIN)
    _old, found_end, after = rest.partition(END)
    if not found or not found_end:
        raise ValueError("The page has no place for the picture.")
    return before + draw() + after


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for row in TRANSITIONS:
        who = ", ".join(sorted(row.who))
        lines.append(f"    {_node(row.start)} --> {_node(row.end)}: {row.words} ({who})")
    going_on = {row.start for row in TRANSITIONS}
    lines += [f"    {_node(state)} --> [*]" for state in State if state not in going_on]
    return [*lines, "```"]


def _states() -> list[str]:
    lines = ["| state | staff say | others read | and, in a sentence |", "|---|---|---|---|"]
    for state, words in STATES.items():
        lines.append(f"| `{state}` | {words.name} | {words.public_name} | {words.public} |")
    return lines


def _ways() -> list[str]:
    lines = ["| from → to | who | guards | reason |", "|---|---|---|---|"]
    return lines + [_way(row) for row in TRANSITIONS]


def _way(row: Transition) -> str:
    who = ", ".join(sorted(row.who))
    guards = ", ".join(f"`{guard}`" for guard in row.guards) or "–"
    reason = "a code" if row.needs_reason else "–"
    return f"| `{row.start}` → `{row.end}` | {who} | {guards} | {reason} |"


def _guards() -> list[str]:
    lines = ["| guard | counts for | refused with |", "|---|---|---|"]
    for guard in Guard:
        rule = GUARDS[guard]
        lines.append(f"| `{guard}` | {', '.join(sorted(rule.kinds))} | {rule.refusal} |")
    return lines


def _reasons() -> list[str]:
    lines = ["| reason of a redirection | in words |", "|---|---|"]
    return lines + [f"| `{code}` | {words} |" for code, words in REDIRECTION_REASONS.items()]


def _node(state: State) -> str:
    return state.value.replace("-", "_")
