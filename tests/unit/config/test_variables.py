"""What the variables of an environment may say, and what is answered when they say something else."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.config.hotels import Told, Wrong

from hotel_agent.config import IN_MEMORY, VARIABLES, Available, Environment, LogLevel, load, report, without_database
from hotel_agent.config.settings import DEVELOPMENT_SECRET_KEY
from hotel_agent.domain.errors import BadConfig

ADDRESSES = "expected addresses or networks with commas between them, as 10.0.0.7,192.168.4.0/24"
ENVIRONMENTS = "expected one of development, staging, production"
EXAMPLE = Path(__file__).parents[3] / ".env.example"


def test_told_nothing_the_demo_hotel_runs_on_this_machine_only_and_keeps_everything_in_a_file(told: Told) -> None:
    config = told()
    assert without_database(config) == IN_MEMORY
    assert config.database == "sqlite:///hotel-data/hotel.sqlite3"
    assert [tenant.id for tenant in config.tenants.tenants] == ["marina"]
    assert (config.host, config.port, config.debug) == ("127.0.0.1", 8000, False)
    assert config.environment is Environment.DEVELOPMENT
    assert config.quiet_seconds == 2


def test_an_empty_variable_counts_as_unset_and_blanks_do_not_count(told: Told) -> None:
    assert told(**dict.fromkeys(VARIABLES, "  ")) == told()
    assert told(HOTEL_HOST=" 0.0.0.0 ", LOG_LEVEL=" warning\n").host == "0.0.0.0"


def test_figures_are_shown_to_this_machine_or_to_those_who_are_named(told: Told, wrong: Wrong) -> None:
    assert [str(each) for each in told().metrics_allowed] == ["127.0.0.1/32", "::1/128"]
    named = told(METRICS_ALLOWED_IPS="10.0.0.7, 192.168.4.0/24,").metrics_allowed
    assert [str(each) for each in named] == ["10.0.0.7/32", "192.168.4.0/24"]
    assert wrong(METRICS_ALLOWED_IPS="everybody") == [f"METRICS_ALLOWED_IPS: {ADDRESSES}, found 'everybody'"]


@pytest.mark.parametrize(
    ("text", "debug"), [("true", True), ("ON", True), ("1", True), ("no", False), ("False", False)]
)
def test_development_may_be_debugged_when_it_asks_for_it(told: Told, text: str, debug: bool) -> None:
    assert told(ENVIRONMENT="development", DEBUG=text).debug is debug


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_nothing_but_development_is_debugged(told: Told, wrong: Wrong, environment: str) -> None:
    secret = {"SECRET_KEY": "c2f1" * 8}
    assert told(ENVIRONMENT=environment, **secret).debug is False
    assert told(ENVIRONMENT=environment, DEBUG="false", **secret).debug is False
    assert wrong(ENVIRONMENT=environment, DEBUG="true", **secret) == [
        f"DEBUG: expected false in {environment}, found true"
    ]


def test_each_variable_is_taken(told: Told) -> None:
    config = told(
        ENVIRONMENT="Staging",
        LOG_LEVEL="debug",
        SECRET_KEY="open sesame",
        HOTEL_HOST="::1",
        HOTEL_PORT="0",
        HOTEL_PUBLIC_URL="https://desk.hotel.example/agent/",
        HOTEL_QUIET_SECONDS="0.5",
    )
    assert config.environment is Environment.STAGING
    assert config.log_level is LogLevel.DEBUG
    assert config.secret_key == "open sesame"
    assert config.public_url == "https://desk.hotel.example/agent"
    assert (config.host, config.port, config.quiet_seconds) == ("::1", 0, 0.5)


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("ENVIRONMENT", "prod", f"{ENVIRONMENTS}, found 'prod'; did you mean 'production'?"),
        ("ENVIRONMENT", "here", f"{ENVIRONMENTS}, found 'here'"),
        ("LOG_LEVEL", "LOUD", "expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL, found 'LOUD'"),
        ("DEBUG", "perhaps", "expected true or false, found 'perhaps'"),
        ("HOTEL_PORT", "65536", "expected a whole number from 0 to 65535, found '65536'"),
        ("HOTEL_PORT", "80.5", "expected a whole number from 0 to 65535, found '80.5'"),
        ("HOTEL_PORT", "tcp://10.0.0.1:80", "expected a whole number from 0 to 65535, found 'tcp://10.0.0.1:80'"),
        ("HOTEL_QUIET_SECONDS", "8.1", "expected a number from 0 to 8, found '8.1'"),
        ("HOTEL_QUIET_SECONDS", "-1", "expected a number from 0 to 8, found '-1'"),
        ("HOTEL_QUIET_SECONDS", "nan", "expected a number from 0 to 8, found 'nan'"),
        ("HOTEL_TENANTS_FILE", "/nowhere", "'/nowhere' cannot be read: No such file or directory"),
        ("HOTEL_TENANT_FILE", "/etc/hotels.toml", "unknown; did you mean 'HOTEL_TENANTS_FILE'?"),
        ("WHATSAPP_VERIFY_TOKN", "x", "unknown; did you mean 'WHATSAPP_VERIFY_TOKEN'?"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_answered_with_what_was_expected(wrong: Wrong, variable: str, text: str, said: str) -> None:
    assert wrong(**{variable: text}) == [f"{variable}: {said}"]


@pytest.mark.parametrize(
    "text",
    [
        "http://desk.hotel.example",
        "desk.hotel.example",
        "https://",
        "https://ana:secret@desk.hotel.example",
        "https://desk.hotel.example/?token=secret",
        "https://desk.hotel.example>, <https://evil.example",
        "https://desk.hotel.example\r\nBcc: x@evil.example",
    ],
)
def test_only_a_plain_encrypted_address_is_one_at_which_guests_reach_the_service(wrong: Wrong, text: str) -> None:
    said = "expected where guests reach this service from outside, such as https://desk.hotel.example"
    assert wrong(HOTEL_PUBLIC_URL=text) == [f"HOTEL_PUBLIC_URL: {said}"]


def test_variables_of_others_are_none_of_our_business(told: Told) -> None:
    others = {"PATH": "/bin", "HOTEL_NAME": "x", "HOTEL_TEST_POSTGRES_URL": "x", "PMS_TIMEOUT": "30", "REDIS_DB": "1"}
    assert told(**others) == told()


def test_every_problem_is_said_at_once(wrong: Wrong) -> None:
    problems = wrong("x = ", ENVIRONMENT="production", DEBUG="true", LOG_LEVEL="x", HOTEL_PORT="x", REDIS_URL="x")
    keys = [problem.partition(":")[0] for problem in problems]
    assert keys == ["DEBUG", "SECRET_KEY", "LOG_LEVEL", "HOTEL_PORT", "REDIS_URL", "HOTEL_TENANTS_FILE"]


class Reader(Mapping[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def variables_in_the_example() -> dict[str, str]:
    rows = re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable stands there twice"
    return dict(rows)


def test_every_variable_that_is_read_stands_in_the_example_and_the_other_way_round(available: Available) -> None:
    reader = Reader()
    load(reader, available=available)
    assert reader.asked == set(VARIABLES) == set(variables_in_the_example())


def test_the_example_starts_as_it_is(told: Told) -> None:
    assert told(**variables_in_the_example()) == told()


@given(environ=st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=40)))
def test_whatever_variables_say_it_is_taken_or_refused_in_words(environ: dict[str, str], available: Available) -> None:
    try:
        config = load(environ, available=available)
    except BadConfig as refused:
        problems = refused.problems
    else:
        problems = ()
        assert 0 <= config.quiet_seconds <= 8
        assert config.secret_key == (environ.get("SECRET_KEY", "").strip() or DEVELOPMENT_SECRET_KEY)
    assert all(re.match(r"[A-Z_]+\*?: \S", problem) for problem in problems)


def test_files_of_a_reader_that_are_not_there_are_named_before_the_start(
    told: Told, wrong: Wrong, tmp_path: Path
) -> None:
    file = tmp_path / "own.weights"
    assert wrong(HOTEL_NLU_WEIGHTS=str(file), HOTEL_NLU_WORDS=str(tmp_path)) == [
        f"HOTEL_NLU_WEIGHTS: {str(file)!r} is no file; unset it to read with what comes with the package",
        f"HOTEL_NLU_WORDS: {str(tmp_path)!r} is no file; unset it to read with what comes with the package",
    ]
    file.touch()
    assert told(HOTEL_NLU_WEIGHTS=str(file)).nlu.options == {"weights": str(file)}


def test_a_reader_with_an_adviser_is_named_with_what_it_needs(told: Told, wrong: Wrong) -> None:
    model = {"LLM_BASE_URL": "https://models.example/v1/", "LLM_MODEL": "small", "LLM_API_KEY": "sk-k"}
    assert told(HOTEL_NLU="LLM", **model).nlu.options == {
        "base_url": "https://models.example/v1",
        "model": "small",
        "api_key": "sk-k",
    }
    assert told(**model).nlu == told().nlu, "whoever is not asked may stay described"
    assert wrong(HOTEL_NLU="llm") == [
        f"{name}: missing; HOTEL_NLU is llm, set it or read without an adviser"
        for name in ("LLM_BASE_URL", "LLM_MODEL")
    ]
    assert wrong(HOTEL_NLU="rasa", RASA_NAMES="none.toml", RASA_URL="rasa")[0].startswith("RASA_URL: expected a web")
    assert wrong(HOTEL_NLU="scripted") == ["HOTEL_NLU: expected one of embedded, llm, rasa, found 'scripted'"]


def test_where_messages_are_sent_to_be_read_is_reported_without_the_key(told: Told) -> None:
    config = told(HOTEL_NLU="llm", LLM_BASE_URL="https://models.example/v1", LLM_MODEL="small", LLM_API_KEY="sk-k")
    assert "Messages are read with advice from: https://models.example (llm, model small)" in report(config)
    assert not any("sk-k" in line for line in report(config))
    config = told(HOTEL_NLU="rasa", RASA_URL="http://127.0.0.1:5005", RASA_TOKEN="sk-k")
    assert "Messages are read with advice from: http://127.0.0.1:5005 (rasa)" in report(config)
