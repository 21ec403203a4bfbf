"""While an app's secret is changed at Meta two count, for as long as was said; and what else a number needs is told."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from hotel_agent.bootstrap.families import available
from hotel_agent.config import Config, load
from hotel_agent.domain.errors import BadConfig

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
USUAL = {
    "WHATSAPP_PHONE_NUMBER_ID": "810000000000001",
    "WHATSAPP_ACCESS_TOKEN": "a-token-of-chance",
    "WHATSAPP_APP_SECRET": "the-new-one",
    "WHATSAPP_VERIFY_TOKEN": "a-word-of-ours",
}


def loaded(**more: str) -> Config:
    return load({**USUAL, **more}, available=available())


def problems(**more: str) -> str:
    with pytest.raises(BadConfig) as refused:
        loaded(**more)
    return "\n".join(refused.value.problems)


def options(config: Config) -> Mapping[str, object]:
    return next(choice.options for choice in config.channels if choice.name == "whatsapp")


def test_two_secrets_count_until_the_moment_that_was_said() -> None:
    config = loaded(
        WHATSAPP_APP_SECRET_PREVIOUS="the-old-one", WHATSAPP_APP_SECRET_PREVIOUS_UNTIL="2026-12-01T13:00+01:00"
    )
    app = config.whatsapp_app()
    assert app is not None
    assert app.secrets(NOON.replace(hour=11, minute=59)) == ("the-new-one", "the-old-one")
    assert app.secrets(NOON) == ("the-new-one",)
    assert "the-old-one" not in repr(config)


def test_a_change_of_secret_has_an_end() -> None:
    assert "WHATSAPP_APP_SECRET_PREVIOUS_UNTIL: missing" in problems(WHATSAPP_APP_SECRET_PREVIOUS="the-old-one")
    for until in ("soon", "2026-12-01T13:00"):
        assert "a moment with its time zone" in problems(
            WHATSAPP_APP_SECRET_PREVIOUS="the-old-one", WHATSAPP_APP_SECRET_PREVIOUS_UNTIL=until
        )


def test_an_app_without_a_secret_believes_nobody() -> None:
    config = load({"WHATSAPP_PHONE_NUMBER_ID": "810000000000001"}, available=available())
    app = config.whatsapp_app()
    assert app is not None
    assert app.secrets(NOON) == ()


def test_a_numbers_business_account_and_pace_reach_the_door() -> None:
    config = loaded(WHATSAPP_BUSINESS_ACCOUNT_ID="910000000000001", WHATSAPP_MESSAGES_PER_SECOND="20")
    assert options(config)["business_accounts"] == {"810000000000001": "910000000000001"}
    assert options(config)["messages_per_second"] == 20
    assert "business_accounts" not in options(loaded())
    assert "WHATSAPP_BUSINESS_ACCOUNT_ID" in problems(WHATSAPP_BUSINESS_ACCOUNT_ID="Hotel Mar")


def test_the_template_for_answers_reaches_the_door_and_needs_a_business_account() -> None:
    config = loaded(WHATSAPP_BUSINESS_ACCOUNT_ID="910000000000001", WHATSAPP_ANSWER_TEMPLATE="answer_from_hotel")
    assert options(config)["answer_templates"] == {"810000000000001": "answer_from_hotel"}
    assert "answer_templates" not in options(loaded())
    assert "small letters" in problems(WHATSAPP_ANSWER_TEMPLATE="Answer from hotel")
    assert "WHATSAPP_BUSINESS_ACCOUNT_ID: missing" in problems(WHATSAPP_ANSWER_TEMPLATE="answer_from_hotel")


def test_who_hears_voice_notes_is_told_by_an_address() -> None:
    config = loaded(SPEECH_BASE_URL="http://127.0.0.1:9/v1", SPEECH_MODEL="whisper", HOTEL_MEDIA_DAYS="3")
    assert config.speech is not None
    assert config.speech.options == {"base_url": "http://127.0.0.1:9/v1", "model": "whisper"}
    assert config.media_days == 3
    assert loaded().speech is None
    assert "SPEECH_API_KEY: set, but SPEECH_BASE_URL is not" in problems(SPEECH_API_KEY="sk-a-key")
    assert "HOTEL_MEDIA_DAYS" in problems(HOTEL_MEDIA_DAYS="400")


@pytest.mark.parametrize("url", ["tcp://clamav:3310", "unix:///run/clamav/clamd.ctl"])
def test_who_looks_for_malware_is_told_by_where_it_listens(url: str) -> None:
    scanner = loaded(CLAMAV_URL=url).scanner
    assert scanner is not None
    assert scanner.options == {"url": url}
    assert loaded().scanner is None
    assert "CLAMAV_URL: expected where ClamAV listens" in problems(CLAMAV_URL="clamav:3310")
