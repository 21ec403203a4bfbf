"""`hotel-agent`: start the service, talk with the desk, check a configuration, look after the database."""

import click

from hotel_agent.entrypoints.cli.backup import backup, restore
from hotel_agent.entrypoints.cli.canary_diff import canary_diff
from hotel_agent.entrypoints.cli.chat import chat
from hotel_agent.entrypoints.cli.configuration import check_config
from hotel_agent.entrypoints.cli.conversations import conversations
from hotel_agent.entrypoints.cli.db import db
from hotel_agent.entrypoints.cli.doctor import doctor
from hotel_agent.entrypoints.cli.drill import drill
from hotel_agent.entrypoints.cli.eval import evaluate
from hotel_agent.entrypoints.cli.flags import flags
from hotel_agent.entrypoints.cli.guests import guests
from hotel_agent.entrypoints.cli.knowledge import knowledge
from hotel_agent.entrypoints.cli.media import media
from hotel_agent.entrypoints.cli.nlu import nlu
from hotel_agent.entrypoints.cli.people import people
from hotel_agent.entrypoints.cli.pre_deploy_check import pre_deploy_check
from hotel_agent.entrypoints.cli.preflight import preflight
from hotel_agent.entrypoints.cli.replay import replay
from hotel_agent.entrypoints.cli.rights import erase, export
from hotel_agent.entrypoints.cli.rules import rules
from hotel_agent.entrypoints.cli.self_check import self_check
from hotel_agent.entrypoints.cli.serve import serve
from hotel_agent.entrypoints.cli.set_aside import set_aside
from hotel_agent.entrypoints.cli.shadow import send_draft, shadow_report
from hotel_agent.entrypoints.cli.tasks import task_assign, task_cancel, task_done, tasks
from hotel_agent.entrypoints.cli.tenants import secrets, tenants
from hotel_agent.entrypoints.cli.today import today
from hotel_agent.entrypoints.cli.token import token
from hotel_agent.entrypoints.cli.unrouted import unrouted
from hotel_agent.entrypoints.cli.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hotel-agent", prog_name="hotel-agent", message="%(prog)s %(version)s")
def main() -> None:
    """A hotel's front desk that answers guests, quotes, and reserves in the hotel's own book.

    Without any settings it serves a demo hotel, and keeps everything in a file.
    """


for command in (
    serve,
    worker,
    chat,
    check_config,
    doctor,
    self_check,
    db,
    backup,
    restore,
    flags,
    tenants,
    secrets,
    guests,
    set_aside,
    unrouted,
    conversations,
    shadow_report,
    rules,
    media,
    drill,
    replay,
    preflight,
    canary_diff,
    pre_deploy_check,
    evaluate,
    nlu,
    knowledge,
    people,
    token,
):
    main.add_command(command)

for right in (export, erase):
    guests.add_command(right)

conversations.add_command(today)
conversations.add_command(send_draft)
for each in (tasks, task_done, task_cancel, task_assign):
    conversations.add_command(each)
