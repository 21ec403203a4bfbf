"""Every switch is declared once, with what it means."""

from hotel_agent.domain.tenants.flags import FLAGS, declared


def test_every_flag_is_declared_once_and_says_what_it_does() -> None:
    assert len({flag.name for flag in FLAGS}) == len(FLAGS)
    assert all(flag.meaning for flag in FLAGS)
    assert [declared(flag.name) for flag in FLAGS] == list(FLAGS)


def test_a_flag_nobody_declared_is_none() -> None:
    assert declared("nlp.fallback.unheard") is None
