"""Whose each meeting is: the clusters and subject groups of a plan, and the way from what a row says to one of them.

A row without a cluster of its own takes it from what stands over it, or from its host where that is of one cluster
only; else it is asked. Of two clusters of one name the level, or the cluster above, tells which is meant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.domain.drafts import Draft, Place, TypedCluster, TypedMeeting
from bot.domain.models import HowAppointed
from bot.domain.organisation.naming import (
    LEVEL_NAMES,
    cluster_and_level,
    cluster_key,
    levels_in,
    without_level,
)
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.domain.organisation.units import LEVELS, fold_case, parse
from bot.domain.plan.nouns import Group, NamedLead, Note, Repair
from bot.domain.plan.schools import Questions, Schools
from bot.domain.plan.words import split_room
from bot.errors import N_, BadInput
from bot.vietnamese import fold, nfc

MOST_GROUPS = 100
A_NEW_SUBJECT = "Nhóm môn mới: {subject}"
"""An answer: what stands in the row is a subject that has no group yet."""


class Groups:
    """The clusters and subject groups of one reading, by their keys."""

    def __init__(self, draft: Draft, schools: Schools, questions: Questions, level: str | None) -> None:
        """Read the lists of a plan of a level; None for one of several."""
        self._plan_level = level
        self._draft = draft
        self._schools = schools
        self._questions = questions
        self.repairs: list[Repair] = []
        standing = schools.standing_groups()
        self._former_subjects = {key for key, group in standing.items() if group.subject}
        self.all: dict[str, Group] = {} if draft.clusters else standing
        for typed, position, key, name in _named(draft.clusters):
            self._read(typed, position, key, name)
        self._subjects_in = {row.place.table for row in draft.meetings if self._is_subject(row.cluster)}

    def _read(self, typed: TypedCluster, position: int, key: str, name: str) -> None:
        former = self.all.get(key) or Group(key, name, None, ())
        schools = dict.fromkeys([*former.schools, *self._schools.of_cluster(position)])
        lead = self._schools.find(typed.place, typed.lead, tuple(schools), name) if typed.lead else None
        named = self._draft.leads_by
        by = HowAppointed(named) if named else HowAppointed.GIVEN if lead else None
        level = _level(typed) or former.level
        deputy, others = former.deputy, former.named
        for person in typed.persons:
            # A person is of a school; their name is none.
            school = self._schools.find(typed.place, person.unit, tuple(schools) or self._schools.all, name)
            if school and not fold(person.post).startswith(("hieu truong", "ht", "giam doc")):
                others = (*others, NamedLead(person.name, school, person.deputy))
            elif person.deputy:
                deputy = school or deputy
            else:
                lead, by = school or lead, by or HowAppointed.GIVEN
        self.all[key] = replace(former, schools=tuple(schools), lead=lead or former.lead, lead_by=by, level=level)
        above = cluster_key(typed.under)
        under = above if above in self.all and above != key else former.under
        self.all[key] = replace(self.all[key], deputy=deputy, named=others, under=under)

    def _is_subject(self, typed: str) -> bool:
        key = subject_key(typed)
        in_file = key in self.all and bool(self.all[key].subject)
        return known_subject(key) or in_file or key in self._former_subjects

    def subject(self, typed: str) -> Group:
        """Return the group of a subject, made where it is new. Raises BadInput where there are too many."""
        name, key = " ".join(nfc(typed).split()), subject_key(typed)
        if key not in self.all and len(self.all) >= MOST_GROUPS:
            raise BadInput(N_("The plan names more than {most} clusters and subjects."), most=MOST_GROUPS)
        return self.all.setdefault(key, Group(key, name, name, self._schools.all))

    def of(self, typed: TypedMeeting) -> Group | None:
        """Return whose meeting a row is, None while that is asked."""
        if not typed.cluster and (group := self._unnamed(typed)):
            return group
        if found := self._named(typed, typed.cluster):
            return found
        return self._ask(typed, typed.cluster)

    def _named(self, row: TypedMeeting, typed: str) -> Group | None:
        key, level = cluster_and_level(typed)
        if not key:
            return None
        if level:
            return self._of_level(key, level)
        if group := self.all.get(key) or self._bare(typed, key):
            return group
        longer = [group for one, group in self.all.items() if one.startswith(f"{key} ") and not group.subject]
        if len(longer) > 1:
            hosts = {group.key for group in self._of_host(row)}
            longer = [group for group in longer if group.key in hosts]
        if len(longer) == 1:
            self._repair(row.place, typed, longer[0], Note(N_("it is the only one of this name that can be meant")))
            return longer[0]
        if group := self.all.get(subject_key(typed)):
            if fold_case(group.name) != fold_case(typed):
                self._repair(row.place, typed, group, Note(N_("it is another way to write the same name")))
            return group
        return self.subject(typed) if self._is_subject(typed) else None

    def _of_level(self, key: str, level: str) -> Group | None:
        """Return the cluster of a number and a level: never that of another level; one that says none may be it."""
        same = [
            one for one in self.all.values() if not one.subject and key in (one.key, cluster_and_level(one.name)[0])
        ]
        of_level = [one for one in same if self._level_of(one) == level]
        found = of_level or [one for one in same if self._level_of(one) is None]
        return found[0] if len(found) == 1 else None

    def _level_of(self, group: Group) -> str | None:
        return group.level or self._plan_level

    def _bare(self, typed: str, key: str) -> Group | None:
        """Return the cluster of a column that leaves the word out: the "1" of Cụm 1, if nothing else is called so."""
        found = [self.all[name] for name in (f"cum {key}", f"tieu cum {key}") if name in self.all]
        return found[0] if len(found) == 1 and not self._is_subject(typed) else None

    def _unnamed(self, row: TypedMeeting) -> Group | None:
        clusters = [group for group in self.all.values() if not group.subject]
        hosts = self._of_host(row)
        if row.over:
            over = self._named(row, row.over)
            if over and (over.subject or len(hosts) != 1 or hosts[0].key == over.key):
                return over
            return None
        if len(clusters) == 1 and not any(one.cluster for one in self._draft.meetings):
            return clusters[0]
        if len(hosts) == 1 and row.place.table not in self._subjects_in:
            self._repair(row.place, "", hosts[0], Note(N_("no cluster is written, and its host is of this one only")))
            return hosts[0]
        return None

    def _of_host(self, row: TypedMeeting) -> list[Group]:
        """Return the clusters that a row's host is of, as far as its name leaves no doubt."""
        host = self._schools.known(split_room(row.host)[0])
        return [group for group in self.all.values() if not group.subject and host in group.schools] if host else []

    def _ask(self, row: TypedMeeting, typed: str) -> Group | None:
        typed = typed or row.over
        names = {group.name: group for group in self.all.values()}
        likely = [group.name for group in self._of_host(row)]
        ordered = dict.fromkeys([*likely, *names]) if not row.cluster else names
        facts = {"typed": typed}
        question = Note(
            N_("At {place} stands '{typed}'. Which cluster or subject is meant?")
            if typed
            else N_("At {place} no cluster is written, and none stands over it. Whose meeting is it?"),
            facts,
        )
        new = A_NEW_SUBJECT.format(subject=" ".join(nfc(typed).split()))
        others = (new,) if typed and not fold(typed).startswith(("cum", "tieu cum")) else ()
        key = f"group|{cluster_key(typed)}" if row.cluster else f"group||{row.place.table}.{row.place.row}"
        answer = self._questions.ask(key, row.place, typed, question, ordered, others=others)
        if answer in others and answer:
            return self.subject(typed)
        return names[answer] if answer else None

    def _repair(self, place: Place, typed: str, group: Group, why: Note) -> None:
        self.repairs.append(Repair(place, typed, group.name, why))


def _named(clusters: Collection[TypedCluster]) -> Iterator[tuple[TypedCluster, int, str, str]]:
    """Give each list with the key and the name of its cluster: two of one name stay two by what stands over them.

    A level beside a cluster's number is no part of its name, and stands over it.
    """
    unders: dict[str, dict[str, str]] = defaultdict(dict)
    for typed in clusters:
        if under := _under(typed):
            unders[cluster_and_level(typed.name)[0]].setdefault(fold(under), under)
    for position, typed in enumerate(clusters):
        key, name = cluster_and_level(typed.name)[0], without_level(" ".join(nfc(typed.name).split()))
        under = fold(_under(typed))
        if len(unders[key]) > 1 and under:
            key, name = f"{key} {cluster_key(under)}", f"{name} ({unders[key][under]})"
        yield typed, position, key, name


def _level(typed: TypedCluster) -> str | None:
    """Return the one level that stands beside its number or over a list, or that its schools have in common."""
    beside = {cluster_and_level(typed.name)[1]} - {""}
    over = (
        beside
        or levels_in(typed.under)
        or set.intersection(*(set(parse(one).levels) for one in typed.schools or ("",)))
    )
    return next(iter(over)) if len(over) == 1 else None


def _under(typed: TypedCluster) -> str:
    """Return the level or the cluster that stands over a list; without a word of it the level of all its schools."""
    if beside := cluster_and_level(typed.name)[1]:
        return LEVEL_NAMES[beside]
    level = parse(f"{typed.under} X").levels if typed.under else ()
    if typed.under and not level:
        return typed.under
    alike = {parse(school).levels for school in typed.schools}
    if not level and len(alike) == 1:
        [level] = alike
    return " – ".join(LEVEL_NAMES[one] for one in LEVELS if one in level)
