"""The composition root: from a configuration to a front desk. Only here and in the testing kit adapters are met."""

from hotel_agent.bootstrap.back_office import config_in_force, open_back_office, tables_of_file
from hotel_agent.bootstrap.backups import forget_backups, make_backup, read_backup, restore_backup
from hotel_agent.bootstrap.desk import (
    READER_LESSONS,
    open_desk,
    open_doors,
    open_flags,
    open_lost_and_found,
    open_media,
    open_shelf,
    open_switchboard,
)
from hotel_agent.bootstrap.diagnosing import current_time, diagnose
from hotel_agent.bootstrap.families import available, load_config
from hotel_agent.bootstrap.knowledge import check_knowledge, today_at, with_vocabularies
from hotel_agent.bootstrap.measuring import observed_over, observed_side_by_side
from hotel_agent.bootstrap.observing import open_observer, prometheus_observer
from hotel_agent.bootstrap.people import open_roster
from hotel_agent.bootstrap.reading import AdviceTally, open_reader
from hotel_agent.bootstrap.rights import open_rights
from hotel_agent.bootstrap.self_check import check_service
from hotel_agent.bootstrap.staff_room import open_staff_room
from hotel_agent.bootstrap.tables import (
    downgrade_database,
    losses_of_downgrade,
    standing_of_database,
    upgrade_database,
)
from hotel_agent.bootstrap.today import open_today
from hotel_agent.bootstrap.what_if import open_what_if

__all__ = [
    "READER_LESSONS",
    "AdviceTally",
    "available",
    "check_knowledge",
    "check_service",
    "config_in_force",
    "current_time",
    "diagnose",
    "downgrade_database",
    "forget_backups",
    "load_config",
    "losses_of_downgrade",
    "make_backup",
    "observed_over",
    "observed_side_by_side",
    "open_back_office",
    "open_desk",
    "open_doors",
    "open_flags",
    "open_lost_and_found",
    "open_media",
    "open_observer",
    "open_reader",
    "open_rights",
    "open_roster",
    "open_shelf",
    "open_staff_room",
    "open_switchboard",
    "open_today",
    "open_what_if",
    "prometheus_observer",
    "read_backup",
    "restore_backup",
    "standing_of_database",
    "tables_of_file",
    "today_at",
    "upgrade_database",
    "with_vocabularies",
]
