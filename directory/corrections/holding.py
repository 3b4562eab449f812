"""What is said about an entry and not settled yet, told where the entry is about to be deleted.

It goes with the entry, so it is named first, never shown.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from directory.corrections.taking_in import TRIES
from directory.editing.holding import Holder
from directory.models import Correction, EntryAnswer


def find_page_holders(pages: Sequence[Page]) -> Iterator[Holder]:
    """Corrections of these entries, or of those below, that wait for a reviewer or the worker."""
    below = Q()
    for page in pages:
        below |= Q(programme__path__startswith=page.path)
    if not below:
        return
    if Correction.objects.filter(below, settled_on=None).exists():
        yield Holder(_("corrections that nobody has settled yet"))
    if EntryAnswer.objects.filter(below, tries__lt=TRIES).exists():
        yield Holder(_("answers of providers or readers that are just being taken in"))
