"""`python -m bot invite ROLE`: the first link, from which everything else happens in chat."""

import asyncio
from pathlib import Path

import click
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import build, platforms
from bot.clock import SystemClock
from bot.domain.models import Cluster, Role, Unit
from bot.domain.organisation import founding, invites, schools, units
from bot.domain.organisation.naming import cluster_and_level
from bot.domain.organisation.people import EVERYTHING
from bot.errors import N_, BadInput
from bot.i18n import DEFAULT, Translator
from bot.messages import Channel, UnknownBot
from bot.settings import Settings, read_settings

REACHED_WITHIN = 20.0
"""Seconds for a platform to tell the bot's name."""
NEW_OFFICE = N_("New, under no other office: {name}. So far there were: {offices}.")
NO_TABLES = N_("The tables cannot be used. Please run 'python -m bot migrate' first.")
SHOWN = 5
IN_A_CLUSTER = (Role.LEAD, Role.CORE, Role.DEPUTY_LEAD)


@click.command("invite")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--unit", help="The school or cluster the link is for; an officer's office may be left out.")
def invite(role: str, unit: str | None) -> None:
    """Print a link by which one person (a whole school's teachers for `teacher`) joins in a ROLE."""
    settings = read_settings()
    file = make_url(settings.database_url).database or ""
    try:
        # Opening a file that is not there leaves SQLite's thread behind, which says so at length.
        if settings.database_url.startswith("sqlite") and not Path(file).is_file():
            raise click.ClickException(Translator(DEFAULT)(NO_TABLES))
        click.echo(asyncio.run(_link(settings, Role(role), unit)))
    except (OperationalError, ProgrammingError):
        raise click.ClickException(Translator(DEFAULT)(NO_TABLES)) from None


async def _link(settings: Settings, role: Role, name: str | None) -> str:
    secret = settings.secret.reveal()
    if not secret:
        raise click.ClickException("Set DUGIO_SECRET to a long random text: it signs invitation links.")
    clock = SystemClock()
    async with build(settings, channels=platforms(settings), clock=clock) as app:
        async with app.database.writing() as db:
            unit_id, cluster_id = await _place(db, role, name)
            made = await invites.create(db, EVERYTHING, role, unit_id=unit_id, cluster_id=cluster_id, now=clock.now())
            token = invites.token(made.id, secret)
        for channel in app.channels.values():
            return await _address(channel, token)
    return f"/start {token}"


async def _address(channel: Channel, token: str) -> str:
    """Return the link by which a channel is opened; what is said where it cannot be known works as well."""
    try:
        async with asyncio.timeout(REACHED_WITHIN):
            await channel.start()
    except UnknownBot as unknown:
        raise click.ClickException(str(unknown)) from None
    except TimeoutError:
        sentence = (
            f"{channel.name} is out of reach, so the bot's address is not known. Open its chat and send: /start {token}"
        )
        raise click.ClickException(sentence) from None
    return channel.link(token)


async def _place(db: AsyncSession, role: Role, name: str | None) -> tuple[int | None, int | None]:
    if role in IN_A_CLUSTER:
        return None, await _cluster(db, name or "")
    if role is Role.OFFICER:
        return await _office(db, name or ""), None
    asked = select(Unit).where(Unit.kind.in_(schools.TEACHING), Unit.folded == units.key(name or ""))
    found = (await db.scalars(asked.order_by(Unit.id))).all() if name else []
    if not found:
        raise click.ClickException("No such unit. Please put a plan in first, and name the unit with --unit.")
    if len(found) > 1:
        raise click.ClickException(f"{len(found)} schools have this name. Let an officer invite: in chat one chooses.")
    return found[0].id, None


async def _cluster(db: AsyncSession, name: str) -> int:
    """Return the cluster of a name; two levels, and two school years, may each have one of it."""
    key, level = cluster_and_level(name)
    asked = select(Cluster).where(Cluster.folded == key).order_by(Cluster.school_year.desc(), Cluster.id)
    every = (await db.scalars(asked)).all()
    newest = [one for one in every if one.school_year == every[0].school_year]
    found = [one for one in newest if not level or one.level == level]
    if not found:
        raise click.ClickException("No such cluster. Please name it with --unit as the plan does.")
    if len(found) > 1:
        called = ", ".join(one.called for one in found)
        raise click.ClickException(f"Several clusters have this name. Please name one with --unit: {called}.")
    return found[0].id


async def _office(db: AsyncSession, name: str) -> int:
    """Return the office of a name, made where none stands: before any plan there is none to choose from."""
    t, before = Translator(DEFAULT), await schools.offices(db)
    try:
        office = await founding.office(db, EVERYTHING, name)
    except BadInput as no:
        raise click.ClickException(t.refusal(no)) from None
    if before and office.id not in {one.id for one in before}:
        # Beside others a new one may be but another spelling: who types it sees that nothing stood there.
        known = ", ".join(one.name for one in before[:SHOWN])
        click.echo(t(NEW_OFFICE).format(name=office.name, offices=known), err=True)
    return office.id
