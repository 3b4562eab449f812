"""A receipt can be copied by hand, forgives what hands do, and opens nothing when it is wrong."""

import logging

import pytest

from portal.selfreferral.receipts import (
    ALPHABET,
    ReceiptError,
    make_receipt,
    read_receipt,
)


def test_receipt_is_five_groups_of_five():
    groups = make_receipt().in_groups.split("-")

    assert [len(group) for group in groups] == [5] * 5
    assert set("".join(groups)) <= set(ALPHABET)


def test_what_is_shown_is_read_back():
    receipt = make_receipt()

    assert read_receipt(receipt.in_groups) == receipt


def test_case_hyphens_spaces_and_lookalikes_are_forgiven():
    receipt = next(made for made in iter(make_receipt, None) if {"0", "1"} <= set(made.symbols))
    typed = f"  {receipt.in_groups.lower().replace('0', 'o').replace('1', 'l', 1)} ".replace(
        "-", " "
    )

    assert read_receipt(typed) == receipt
    assert read_receipt(receipt.in_groups.replace("1", "I")) == receipt


def test_every_single_wrong_symbol_is_noticed():
    symbols = make_receipt().symbols
    for place, right in enumerate(symbols):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(ReceiptError):
                read_receipt(symbols[:place] + wrong + symbols[place + 1 :])


@pytest.mark.parametrize("typed", ["", "-", "ABCDE", "U" * 25, "0" * 24, "0" * 26, "é" * 25])
def test_what_cannot_be_a_receipt_is_refused(typed):
    with pytest.raises(ReceiptError):
        read_receipt(typed)


def test_locator_and_keys_are_apart_and_stable(keys):
    receipt = make_receipt()
    again = read_receipt(receipt.in_groups)

    assert (again.locator, again.key, again.draft_key) == (
        receipt.locator,
        receipt.key,
        receipt.draft_key,
    )
    assert len({receipt.locator.bytes, receipt.key[:16], receipt.draft_key[:16]}) == 3
    assert receipt.locator != make_receipt().locator


def test_a_receipt_written_into_a_text_by_accident_tells_nothing(caplog):
    receipt = make_receipt()

    with caplog.at_level("INFO"):
        logging.getLogger(__name__).info("%s %r %s", receipt, receipt, [receipt])

    for text in (caplog.text, f"{receipt} {receipt!r}", format(receipt), str({"it": receipt})):
        assert receipt.symbols[:5] not in text
        assert receipt.in_groups not in text
