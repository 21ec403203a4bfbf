"""Talking in the terminal: scripts, numbers that press, and lines that are lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import in_memory
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.chat import written
from hotel_agent.entrypoints.cli.talk import talk
from hotel_agent.ports.channel import Content

EXAMPLES = Path(__file__).parents[4] / "examples"
PROMPT = evolve(in_memory(), quiet_seconds=0.0)
A_SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_script_is_said_line_by_line_and_ends_with_what_stands_in_the_book(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text(
        "# a comment\n\n  Una doble para dos, del viernes al domingo, soy Ana Pérez, ana@example.com  \nSí\n"
    )
    outcome = CliRunner().invoke(main, ["chat", "--script", str(script)])
    assert outcome.exit_code == 0, outcome.output
    lines = outcome.output.splitlines()
    assert lines[0] == "guest> Una doble para dos, del viernes al domingo, soy Ana Pérez, ana@example.com"
    assert lines[1].startswith("hotel> ")
    assert "guest> Sí" in lines
    assert lines[lines.index("In the hotel's book:") + 1].endswith("2 nights, Ana Pérez")
    assert "# a comment" not in outcome.output


def test_a_number_presses_the_choice_it_stands_before(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("Una doble para dos, del viernes al domingo, soy Ana Pérez, ana@example.com\n1\n")
    outcome = CliRunner().invoke(main, ["chat", "--script", str(script)])
    assert "1) Sí, confirmo" in outcome.output
    assert "In the hotel's book:" in outcome.output


def test_after_a_handover_silence_is_no_loss(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("Quiero hablar con una persona\n¿Sigue ahí?\n")
    outcome = CliRunner().invoke(main, ["chat", "--script", str(script)])
    assert outcome.exit_code == 0, outcome.output
    assert "(a person of the hotel answers from here on)" in outcome.output


def test_what_is_typed_is_answered_until_the_guest_leaves() -> None:
    outcome = CliRunner().invoke(main, ["chat"], input="\nHello\n/quit\nnever said\n")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output.startswith("You are writing to Hotel Marina")
    assert "hotel> Hello!" in outcome.output
    assert "no reservation of this guest" in outcome.output
    assert outcome.output.count("hotel> ") == 1


def test_the_end_of_input_ends_the_talk() -> None:
    assert CliRunner().invoke(main, ["chat"], input="").exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"), [(b"# nothing\n\n", "holds no line"), (b"\xff\xfeH", "not a text in UTF-8")]
)
def test_a_script_that_cannot_be_said_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    script = tmp_path / "script.txt"
    script.write_bytes(content)
    outcome = CliRunner().invoke(main, ["chat", "--script", str(script)])
    assert outcome.exit_code == 1
    assert said in outcome.output


async def test_a_line_nobody_answers_is_counted_as_lost(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_desk(PROMPT, clock=ManualClock(A_SUNDAY), channels=[Mute()]) as desk:
        lost = await talk(desk, iter(["Hola", "¿Hay alguien?"]), echo=True)
    assert lost == 2
    assert capsys.readouterr().out.count("(no answer)") == 2


async def test_a_word_that_wants_no_answer_is_not_lost(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_desk(PROMPT, clock=ManualClock(A_SUNDAY)) as desk:
        lost = await talk(desk, iter(["Hola", "no, gracias"]), echo=True)
    assert lost == 0
    assert capsys.readouterr().out.count("(nothing to answer)") == 1


@pytest.mark.parametrize("language", ["es", "en", "pt"])
async def test_the_examples_reserve_on_whatever_day_they_are_said(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nlu = open_embedded()
    lines = written(EXAMPLES / f"reservation.{language}.txt")
    for days in (0, 1, 2, 3, 4, 5, 6, 33, 37, 100, 200, 460):
        clock = ManualClock(A_SUNDAY + timedelta(days=days))
        async with open_desk(PROMPT, clock=clock, nlu=nlu) as desk:
            lost = await talk(desk, iter(lines), echo=False)
        assert lost == 0
        assert "In the hotel's book:" in capsys.readouterr().out, clock.now()


def test_the_example_of_the_readme_is_the_spanish_one() -> None:
    assert (EXAMPLES / "reservation.txt").read_bytes() == (EXAMPLES / "reservation.es.txt").read_bytes()


class Mute(Loopback):
    """A loopback in which nothing that is said arrives."""

    def said_to(self, guest: str) -> tuple[Content, ...]:
        return ()
