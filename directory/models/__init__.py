"""The record, a file per subject."""

from directory.models.content import ContentPage, EmergencyPage, HomePage, RatingsPage
from directory.models.corrections import (
    Correction,
    CorrectionChange,
    EntryAnswer,
    ReminderAddress,
    ReminderLink,
)
from directory.models.edition import PublicEdition
from directory.models.imports import ImportRow, ProgrammeImport
from directory.models.media import DirectoryDocument, DirectoryImage, DirectoryRendition
from directory.models.notices import EmergencyNumber, LegalText
from directory.models.organisations import (
    Organisation,
    OrganisationMembership,
    OrganisationPhone,
)
from directory.models.places import Place, PlacePhone
from directory.models.programme_rows import (
    ContactPoint,
    EligibilityCondition,
    ProgrammeOrganisation,
    ProgrammePlace,
)
from directory.models.programme_texts import HEADINGS, ProgrammeText
from directory.models.programmes import KeeperPage, ProgrammePage, RegisterPage
from directory.models.quality import EntryQuality, Finding, LinkCheck
from directory.models.ratings import EvidenceRating
from directory.models.review import ReviewPeriods
from directory.models.sample import SampleEntry
from directory.models.strands import Strand, StrandText, StrandTold
from directory.models.terms import Term, Vocabulary

__all__ = [
    "HEADINGS",
    "ContactPoint",
    "ContentPage",
    "Correction",
    "CorrectionChange",
    "DirectoryDocument",
    "DirectoryImage",
    "DirectoryRendition",
    "EligibilityCondition",
    "EmergencyNumber",
    "EmergencyPage",
    "EntryAnswer",
    "EntryQuality",
    "EvidenceRating",
    "Finding",
    "HomePage",
    "ImportRow",
    "KeeperPage",
    "LegalText",
    "LinkCheck",
    "Organisation",
    "OrganisationMembership",
    "OrganisationPhone",
    "Place",
    "PlacePhone",
    "ProgrammeImport",
    "ProgrammeOrganisation",
    "ProgrammePage",
    "ProgrammePlace",
    "ProgrammeText",
    "PublicEdition",
    "RatingsPage",
    "RegisterPage",
    "ReminderAddress",
    "ReminderLink",
    "ReviewPeriods",
    "SampleEntry",
    "Strand",
    "StrandText",
    "StrandTold",
    "Term",
    "Vocabulary",
]
