"""Plain texts become paragraphs and lists, and nothing in them becomes markup."""

from directory.prose import LONG, part_long, prose


def test_paragraphs_and_lists() -> None:
    assert prose("One.\nTwo.\n\n- a\n- b") == "<p>One.<br>Two.</p><ul><li>a</li><li>b</li></ul>"


def test_a_list_may_follow_its_sentence() -> None:
    assert prose("It offers:\n- a\n- b\nAnd more.") == (
        "<p>It offers:</p><ul><li>a</li><li>b</li></ul><p>And more.</p>"
    )


def test_markup_is_shown_and_not_obeyed() -> None:
    assert prose("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    assert prose("- <b>x</b>") == "<ul><li>&lt;b&gt;x&lt;/b&gt;</li></ul>"


def test_nothing_gives_nothing() -> None:
    assert prose("  \n ") == ""


def test_a_long_text_is_parted_after_its_first_block() -> None:
    rest = "Words. " * 100 + "\n\n- a"
    assert part_long(f"First.\n\n{rest}") == ("First.", rest)


def test_a_short_text_and_one_block_stay_whole() -> None:
    assert part_long("First.\n\nSecond.") == ("First.\n\nSecond.", "")
    block = "x" * (LONG + 1)
    assert part_long(block) == (block, "")
