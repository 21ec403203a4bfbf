"""A hotel's file: what it may say, and every problem in a hotelier's words, each with its key."""

from datetime import date, time

import pytest
from tests.unit.config.hotels import LUA, SECRETS_OF_SOL, SOL, Told, Wrong

from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.language import Language, LocalText, Tone
from hotel_agent.domain.tenants.house_rules import Deposit, HouseRules, OffHours


def test_a_file_describes_hotels_with_their_properties_and_doors(told: Told) -> None:
    config = told(SOL + LUA, **SECRETS_OF_SOL)
    sol, lua = config.tenants.tenants
    assert (sol.id, sol.name, sol.languages) == ("sol", "Hoteles Sol", ("es", "en"))
    centro, playa = sol.properties
    assert (centro.id, centro.time_zone, centro.currency) == ("sol-centro", "Europe/Madrid", "EUR")
    assert (centro.check_in, playa.check_in, centro.day_first) == (time(14), time(15), True)
    assert [(door.channel, door.account, door.property_id) for door in sol.accounts] == [
        ("whatsapp", "100000000000001", "sol-centro"),
        ("webchat", "sol", "sol-centro"),
    ]
    assert (sol.rules, lua.rules) == (HouseRules(largest_party=6), HouseRules())
    assert config.tenants.default is None
    assert config.tenants_file.endswith("hotels.toml")


def test_a_hotel_says_how_it_addresses_its_guests(told: Told, wrong: Wrong) -> None:
    assert told(SOL).tenants.tenants[0].tone is Tone.USTED
    assert (
        told(SOL.replace('name = "Hoteles Sol"', 'name = "Hoteles Sol"\ntone = "vos"')).tenants.tenants[0].tone
        is Tone.VOS
    )
    for written in ('"tuteo"', "3"):
        said = wrong(SOL.replace('name = "Hoteles Sol"', f'name = "Hoteles Sol"\ntone = {written}'))
        assert any(each.startswith('tenants.sol.tone: expected "usted", "tu" or "vos"') for each in said), said


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://sol.example", "https://sol.example"),
        ("https://SOL.example/", "https://sol.example"),
        ("https://sol.example:443", "https://sol.example"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_a_web_chat_may_stand_on_pages_of_other_origins(told: Told, written: str, meant: str) -> None:
    config = told(SOL.replace('key = "sol"', f'key = "sol"\norigins = ["{written}"]'))
    account = config.tenants.account("webchat", AccountId("sol"))
    assert account is not None
    assert account.origins == (meant,)
    assert config.tenants.account("webchat", AccountId("luna")) is None


def test_what_the_hotel_knows_is_answered_first_in_its_own_language(told: Told) -> None:
    (entry,) = told(SOL).tenants.tenants[0].knowledge.entries
    assert (entry.topic, entry.owner, entry.since) == ("wifi", "Recepción", date(2026, 5, 1))
    assert entry.answer.in_language(Language("en")) == "Free everywhere."
    assert entry.answer.in_language(Language("pt")) == "Gratis en todo el hotel."


def test_the_rules_of_a_house_are_told_as_they_are_meant(told: Told) -> None:
    written = """
deposit = { percent = 30 }
late_check_out = { hour = "14:00", fee = { es = "20 €" } }
handover_words = ["abogado"]
handover_intents = ["complaint"]
invoice_asks = ["name", "email"]
"""
    rules = told(SOL.replace("largest_party = 6", written)).tenants.tenants[0].rules
    assert rules == HouseRules(
        deposit=Deposit(percent=30),
        late_check_out=OffHours(hour=time(14), fee=LocalText.of("20 €", "es")),
        handover_words=("abogado",),
        handover_intents=("complaint",),
        invoice_asks=("name", "email"),
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("deposit = {}", "tenants.sol.rules.deposit: a deposit is either a percent of the price or a number of nights"),
        (
            'invoice_asks = ["shoe_size"]',
            (
                "tenants.sol.rules.invoice_asks: 'shoe_size' is nothing an invoice needs;"
                " name, tax_number, address, email are"
            ),
        ),
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong: Wrong, written: str, said: str) -> None:
    assert wrong(SOL.replace("largest_party = 6", written)) == [said]


def test_an_entry_may_hold_for_one_property_until_a_day_and_say_how_guests_ask_for_it(told: Told) -> None:
    more = 'id = "net"\nproperties = ["sol-playa"]\nuntil = 2027-01-01\nquestions = { es = ["¿hay internet?"] }\ntopic'
    (entry,) = told(SOL.replace("topic", more)).tenants.tenants[0].knowledge.entries
    assert (entry.id, entry.topic, entry.properties) == ("net", "wifi", ("sol-playa",))
    assert (entry.until, entry.questions) == (date(2027, 1, 1), {"es": ("¿hay internet?",)})


def test_a_time_may_be_written_in_quotes(told: Told) -> None:
    assert told(SOL.replace("14:00:00", '"14:30"')).tenants.tenants[0].properties[0].check_in == time(14, 30)


def test_a_file_saved_with_a_byte_order_mark_is_read(told: Told) -> None:
    assert told("\ufeff" + LUA).tenants.tenants[0].id == "lua"


def test_a_default_hotel_answers_for_accounts_nobody_claims(told: Told) -> None:
    assert told('default = "lua"\n' + SOL + LUA).tenants.default == "lua"


CENTRO = "tenants.sol.properties.sol-centro"
RULES, ENTRY, NUMBER = "tenants.sol.rules", "tenants.sol.knowledge[1]", f"{CENTRO}.whatsapp[1].phone_number_id"
AN_ID = "a name of small letters, digits, - and _ in quotes"
A_CODE = 'a language code of two small letters, such as "es"'
A_TIME = 'a time such as "15:00"'
A_DATE = "a date such as 2027-03-01"
A_TEXT = 'a text by language, such as { es = "…", en = "…" }'
ANSWER = '{ en = "Free everywhere.", es = "Gratis en todo el hotel." }'
ENGLISH = 'en = "Free everywhere."'

WRONG_VALUES = [
    # what is written, what is written instead, and what is said of it: the key, what was expected, what was found
    ('id = "sol"', 'id = "Hotel Sol"', 'tenants."Hotel Sol".id', AN_ID, "'Hotel Sol'"),
    ('name = "Hoteles Sol"', "name = 5", "tenants.sol.name", "a text in quotes", "5"),
    ('name = "Hoteles Sol"', 'name = ""', "tenants.sol.name", "a text", "an empty text"),
    ('["es", "en"]', '"es"', "tenants.sol.languages", "a list", "'es'"),
    ('["es", "en"]', '["es", 3]', "tenants.sol.languages[2]", A_CODE, "3"),
    ('["es", "en"]', '["es", "fr"]', "tenants.sol.languages[2]", "one of en, es, pt", "'fr'"),
    ("largest_party = 6", 'largest_party = "6"', f"{RULES}.largest_party", "a whole number", "'6'"),
    ("largest_party = 6", "largest_party = 6.5", f"{RULES}.largest_party", "a whole number", "6.5"),
    ("largest_party = 6", "largest_party = true", f"{RULES}.largest_party", "a whole number", "true"),
    ("largest_party = 6", "largest_party = 0", f"{RULES}.largest_party", "at least 1", "0"),
    ("largest_party = 6", "child_until_age = 18", f"{RULES}.child_until_age", "at most 17", "18"),
    ("largest_party = 6", "email_required = 1", f"{RULES}.email_required", "true or false", "1"),
    ("largest_party = 6", "handover_words = 3", f"{RULES}.handover_words", "a list", "3"),
    ("largest_party = 6", "handover_words = [3]", f"{RULES}.handover_words[1]", "a text in quotes", "3"),
    ("largest_party = 6", "deposit.percent = 101", f"{RULES}.deposit.percent", "at most 100", "101"),
    ("largest_party = 6", 'late_check_out.hour = "2pm"', f"{RULES}.late_check_out.hour", A_TIME, "'2pm'"),
    ('adapter = "mock"', "adapter = 3", "tenants.sol.pms", "adapter to be a text in quotes", "3"),
    ('id = "sol-centro"', "id = [1]", "tenants.sol.properties[1].id", AN_ID, "a list"),
    ("14:00:00", '"25:00"', f"{CENTRO}.check_in", A_TIME, "'25:00'"),
    ("14:00:00", "14", f"{CENTRO}.check_in", A_TIME, "14"),
    ("14:00:00", "{ hour = 14 }", f"{CENTRO}.check_in", A_TIME, "a table"),
    ('"100000000000001"', "100000000000001", NUMBER, "a text in quotes", "100000000000001"),
    ('"100000000000001"', '"+1"', NUMBER, "the id of a number, digits only, as Meta shows it", "'+1'"),
    ("2026-05-01", '"last May"', f"{ENTRY}.since", A_DATE, "'last May'"),
    ("2026-05-01", "2026-05-01T10:00:00", f"{ENTRY}.since", A_DATE, "2026-05-01T10:00:00"),
    (ANSWER, '"Gratis"', f"{ENTRY}.answer", A_TEXT, "'Gratis'"),
    (ENGLISH, "en = 7", f"{ENTRY}.answer", "a text in en", "7"),
    (ENGLISH, 'en = " "', f"{ENTRY}.answer", "a text in en", "' '"),
    (ENGLISH, 'english = "Free."', f"{ENTRY}.answer", A_CODE, "'english'"),
]


@pytest.mark.parametrize("case", WRONG_VALUES, ids=lambda case: case[1])
def test_a_wrong_value_is_answered_with_its_key_what_was_expected_and_what_was_found(
    wrong: Wrong, case: tuple[str, str, str, str, str]
) -> None:
    good, bad, key, expected, found = case
    assert wrong(SOL.replace(good, bad, 1)) == [f"{key}: expected {expected}, found {found}"]


def test_a_language_is_a_code_and_one_that_is_spoken_here(wrong: Wrong) -> None:
    assert wrong(SOL.replace('["es", "en"]', '["es", "eng"]')) == [
        f"tenants.sol.languages[2]: expected {A_CODE}, found 'eng'",
        "tenants.sol.languages[2]: expected one of en, es, pt, found 'eng'; did you mean 'en'?",
    ]


def test_a_time_zone_and_a_currency_are_ones_the_world_knows(wrong: Wrong) -> None:
    assert wrong(SOL.replace("Europe/Madrid", "Madrid").replace('currency = "EUR"', 'currency = "euro"', 1)) == [
        f"{CENTRO}.time_zone: 'Madrid' is not a time zone; a name as 'Europe/Madrid' is expected",
        f"{CENTRO}.currency: 'euro' is not an ISO 4217 code; three capital letters are expected, as in 'EUR'",
    ]


@pytest.mark.parametrize(
    ("line", "kept", "key", "expected"),
    [
        ('id = "lua"\nname', "name", "tenants[1].id", AN_ID),
        ('languages = ["pt"]', "", "tenants.lua.languages", "a list"),
        ('time_zone = "America/Sao_Paulo"', "", "tenants.lua.properties.lua.time_zone", "a text in quotes"),
        ('currency = "BRL"', "", "tenants.lua.properties.lua.currency", "a text in quotes"),
    ],
)
def test_what_is_missing_is_asked_for(wrong: Wrong, line: str, kept: str, key: str, expected: str) -> None:
    assert wrong(LUA.replace(line, kept, 1)) == [f"{key}: missing; expected {expected}"]


@pytest.mark.parametrize(
    ("good", "bad", "key", "meant"),
    [
        ("largest_party", "larges_party", f"{RULES}.larges_party", "largest_party"),
        ("time_zone", "timezone", f"{CENTRO}.timezone", "time_zone"),
        ("check_in", "check-in", f"{CENTRO}.check-in", "check_in"),
        ("properties.webchat", "properties.web_chat", f"{CENTRO}.web_chat", "webchat"),
        ("tenants.rules", "tenants.rule", "tenants.sol.rule", "rules"),
        ("[[tenants]]", 'defaults = "x"\n[[tenants]]', "defaults", "default"),
    ],
)
def test_a_key_nobody_reads_is_answered_with_the_one_that_was_meant(
    wrong: Wrong, good: str, bad: str, key: str, meant: str
) -> None:
    # And not also with that one being missing.
    assert wrong(SOL.replace(good, bad, 1)) == [f"{key}: unknown; did you mean {meant!r}?"]


def test_a_key_nobody_understands_is_answered_with_all_there_are(wrong: Wrong) -> None:
    assert wrong(SOL.replace("owner", "written_by")) == [
        f"{ENTRY}.owner: missing; expected a text in quotes",
        f"{ENTRY}.written_by: unknown; expected one of topic, answer, owner, since, until, id, properties, questions",
    ]
    assert wrong('hotel = "x"\n' + SOL) == ["hotel: unknown; expected one of tenants, default, whatsapp_apps"]


@pytest.mark.parametrize("key", ["token", "access_token", "app_secret", "password", "api_key", "apikey", "SECRET"])
@pytest.mark.parametrize(
    ("before", "where"),
    [
        ("adapter =", "tenants.sol.pms"),
        ("phone_number_id", f"{CENTRO}.whatsapp[1]"),
        ('currency = "EUR"', CENTRO),
        ('topic = "wifi"', "tenants.sol.knowledge[1]"),
    ],
)
def test_a_secret_written_into_the_file_is_refused_with_the_way_out(
    wrong: Wrong, key: str, before: str, where: str
) -> None:
    (problem,) = wrong(SOL.replace(before, f'{key} = "hush-hush"\n{before}', 1))
    assert problem == (
        f"{where}.{key}: a secret does not belong into this file;"
        f' name the variable that holds it, as {key}_env = "HOTEL_ONE_{key.upper()}"'
    )


@pytest.mark.parametrize("pasted", ["EAAGm0PX4ZCpsBAKZC", "hush", "hush hush", "A" * 70 + "_B", "EAAG"])
@pytest.mark.parametrize("before", ["phone_number_id", "adapter ="])
def test_a_secret_pasted_where_its_variable_should_be_named_is_not_repeated(
    wrong: Wrong, pasted: str, before: str
) -> None:
    text = SOL.replace('token_env = "HOTEL_SOL_WHATSAPP_TOKEN"\n', "")
    (problem,) = wrong(text.replace(before, f'token_env = "{pasted}"\n{before}', 1))
    assert problem.endswith(
        ".token_env: expected the name of an environment variable such as HOTEL_ONE_WHATSAPP_TOKEN;"
        " what was found is not shown, it may be the secret itself"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[tenants]]\nid = sol", "Invalid value (at line 2, column 6)"),
        (LUA + "check_in = 15:00", "(at line 12, column 14)"),
        ("[[tenants]", "(at line 1, column 10)"),
        (b"\xff\xfeT", "is not a text in UTF-8"),
    ],
)
def test_what_is_not_toml_is_answered_with_line_and_column(wrong: Wrong, text: str | bytes, said: str) -> None:
    (problem,) = wrong(text)
    assert problem.startswith("HOTEL_TENANTS_FILE: '")
    assert problem.endswith(said)


def test_a_folder_is_no_file(wrong: Wrong) -> None:
    assert wrong(HOTEL_TENANTS_FILE="/") == ["HOTEL_TENANTS_FILE: '/' cannot be read: Is a directory"]
    assert wrong(HOTEL_TENANTS_FILE="\0") == ["HOTEL_TENANTS_FILE: '\\x00' is no path"]


def test_every_problem_of_a_file_is_said_at_once(wrong: Wrong) -> None:
    text = 'default = "x"' + SOL + LUA
    for good, bad in (
        ('"EUR"', '"euro"'),
        ('["es", "en"]', '["es", "fr"]'),
        ("largest_party", "largest_partie"),
        ('"America/Sao_Paulo"', '"Brasil"'),
        ("2026-05-01", '"May"'),
    ):
        text = text.replace(good, bad, 1)
    assert [problem.partition(": ")[0] for problem in wrong(text, LOG_LEVEL="x")] == [
        "LOG_LEVEL",
        f"{CENTRO}.currency",
        f"{RULES}.largest_partie",
        f"{ENTRY}.since",
        "tenants.lua.properties.lua.time_zone",
        "default",
        "tenants.sol.languages[2]",
    ]
