"""The limits a hotel sets for what may be agreed in writing."""

from attrs import field, frozen, validators


@frozen(kw_only=True)
class HouseRules:
    """What this hotel allows in a conversation. Each number is a limit, in the unit its name says."""

    quote_valid_minutes: int = field(default=120, validator=validators.ge(1))
    longest_stay_nights: int = field(default=30, validator=validators.ge(1))
    days_ahead: int = field(default=540, validator=validators.ge(1))
    largest_party: int = field(default=8, validator=validators.ge(1))
    """A larger party is a group, and a group is talked to by a person."""
    email_required: bool = False
    unclear_turns: int = field(default=2, validator=validators.ge(1))
    """So many turns in a row may stay unclear; the next one goes to a person."""
    staff_silence_minutes: int = field(default=720, validator=validators.ge(1))
    """After a handover in which nobody answers for so long, the machine takes the conversation back."""
    paid_messages_a_month: int = field(default=0, validator=validators.ge(0))
    """After so many messages a channel charges for in one calendar month, an alarm is raised; 0: never."""
    child_until_age: int = field(default=12, validator=[validators.ge(0), validators.le(17)])
    """The oldest age at which a guest is a child of this house; older ones are adults in every price."""
