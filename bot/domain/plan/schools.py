"""Which schools a plan speaks of, by what name each is kept, and which one every typed name means."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from bot.domain.drafts import Draft, Place
from bot.domain.organisation import units
from bot.domain.organisation.naming import commune_place, keys_of_level
from bot.domain.organisation.units import Directory, HowMatched, School, fold_case
from bot.domain.plan.nouns import Doubt, Group, Note, Repair, Rows
from bot.domain.plan.places import OFFICIAL
from bot.domain.plan.standing import Standing
from bot.errors import N_, BadInput
from bot.vietnamese import nfc, sort_key

MOST_CANDIDATES = 20
MOST_DOUBTS = 50
MOST_RENAMED = 3
"""So many schools of a cluster may be gone from its list and be called otherwise there."""
MOST_SCHOOLS = 1000
CALLED_OTHERWISE = N_("the school has another name now, or goes on in this one")
EACH = "≠"
"""The answer to a question that covers several rows: ask for each of them."""


class Questions:
    """The doubts of one reading and the answers that a person gave to them.

    One key is asked once, however often it comes up: the doubt names all the rows, and a person may rather answer
    `EACH` of them by itself.
    """

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self.doubts: dict[str, Doubt] = {}

    def given(self, key: str) -> str | None:
        """Return the answer that was given to a key, if one was."""
        return self._answers.get(key)

    def ask(
        self,
        key: str,
        place: Place,
        typed: str,
        question: Note,
        candidates: Iterable[str],
        *,
        others: tuple[str, ...] = (),
    ) -> str | None:
        """Return the answer; without one, keep the question."""
        if self._answers.get(key) == EACH:
            key = f"{key}|{place.table}.{place.row}"
        offered = tuple(candidates)
        answer = self._answers.get(key)
        if answer in offered or answer in others:
            return answer
        doubt = self.doubts.get(key) or Doubt(key, place, typed, question, offered, others)
        rows = tuple(dict.fromkeys([*doubt.rows, place]))
        where = replace(question, facts={**question.facts, "place": Rows(rows)})
        self.doubts[key] = replace(doubt, rows=rows, question=where)
        # Rows that say the same are asked about one by one, and are one thing that is not clear.
        if len({one.typed or one.key for one in self.doubts.values()}) > MOST_DOUBTS:
            raise BadInput(
                N_("More than {most} names in the file are not clear. Please check that it is the right file."),
                most=MOST_DOUBTS,
            )
        return None


class Schools:
    """The schools that the cluster lists name, and the way from any typed name to one of them."""

    def __init__(self, draft: Draft, standing: Standing, questions: Questions, level: str | None = None) -> None:
        self._questions = questions
        self._standing = standing
        self._names = _Names(draft)
        self._times = Counter(school.key for school in standing.schools)
        self.repairs: list[Repair] = []
        self.warnings: list[Note] = []
        self.aliases: dict[str, School] = {}
        self.renamed: dict[int, str] = {}
        """By school the name that it has now, as a person has answered."""
        self._by_id = {school.unit_id: school for school in standing.schools}
        known_aliases = {key: self._by_id[unit] for key, unit in standing.aliases.items() if unit in self._by_id}
        self._known = Directory(standing.schools, known_aliases, standing.former.names)
        self._new: dict[str, School] = {}
        self._wards: dict[str, set[str]] = defaultdict(set)
        typed_schools = {typed for cluster in draft.clusters for typed in cluster.schools}
        for typed in typed_schools:
            self._wards[units.parse(typed).bare].add(units.parse(typed).ward)
        self._spelled: dict[str, str] = {}
        self._standing_groups = self.standing_groups()
        self._named = {match.school for typed in typed_schools if (match := self._known.find(typed, ())).school}
        # Lists first: they say which schools the plan has, among which typed hosts are looked for.
        self._listed = [
            {typed: self._take(cluster.place, typed, cluster.name) for typed in cluster.schools}
            | self._of_communes(cluster.areas, level)
            for cluster in draft.clusters
        ]
        self.all = tuple({school: None for listed in self._listed for school in listed.values() if school})
        if not draft.clusters:
            self.all = tuple({school: None for group in self.standing_groups().values() for school in group.schools})
        if len(self.all) > MOST_SCHOOLS:
            raise BadInput(N_("The plan names more than {most} schools."), most=MOST_SCHOOLS)
        mine = set(self.all)
        others = [school for school in standing.schools if school not in mine]
        self._directory = Directory([*self.all, *others], known_aliases, standing.former.names)

    def _of_communes(self, areas: Iterable[str], level: str | None) -> dict[str, School | None]:
        """Return the schools of a level that stand under some communes, by name."""
        under = {unit for area in areas for unit in self._standing.communes.get(commune_place(area), ())}
        found = [school for school in self._standing.schools if school.unit_id in under]
        return {one.name: one for one in found if not (level and one.parts.levels) or level in one.parts.levels}

    def of_cluster(self, position: int) -> tuple[School, ...]:
        """Return the schools of the draft's cluster at that position, those in doubt left out."""
        return tuple({school: None for school in self._listed[position].values() if school})

    def standing_groups(self) -> dict[str, Group]:
        """Return the year's clusters as the tables have them, for a plan that lists none itself."""
        members: dict[int, list[School]] = {}
        for cluster_id, unit_id in sorted(self._standing.members):
            if school := self._by_id.get(unit_id):
                members.setdefault(cluster_id, []).append(school)
        return {
            key: Group(
                key,
                cluster.name if key == cluster.folded else cluster.called,
                cluster.subject,
                tuple(members.get(cluster.id, ())),
                level=cluster.level,
            )
            for key, cluster in self._standing.clusters.items()
        }

    def _take(self, place: Place, typed: str, cluster: str) -> School | None:
        """Find a school of a cluster list in the tables, or take it as new."""
        key = units.key(typed)
        match = self._known.find(typed, ())
        school = match.school or self._new.get(key)
        if (
            not units.parse(typed).ward
            and len(self._wards[units.parse(typed).bare]) > 1
            and match.how is HowMatched.ONLY
        ):
            school = self._new.get(key)
        if self._times[key] > 1 and match.how is not HowMatched.ALIAS:
            school = self._of_two(place, typed, cluster)
        if match.how is not HowMatched.ALIAS and not self._is_one(place, typed, school):
            return None
        alike = [known for known in match.candidates if units.parse(typed).could_be(known.parts)]
        same = [known for known in alike if known.parts.bare == units.parse(typed).bare]
        if school is None and len(same) == 1 and len(self._wards[same[0].parts.bare]) == 1:
            # Only the commune was left out, here or before, and nobody else is called so.
            school = same[0]
        # Where one school is gone from the cluster and another came, it may only be called otherwise now.
        left = [] if school or alike else self._left_in(cluster, typed)
        if school is None and (alike or left):
            school = self._same_or_new(place, typed, alike or left)
            if school is None:
                return None
            if school.unit_id and school in left:
                self.renamed[school.unit_id] = units.tidy(typed)
        if school is None:
            school = School(self._names.choose(typed, self.warnings))
        if school.unit_id is None:
            self._new[key] = school
        self._repair(place, typed, school, match.how)
        return school

    def _left_in(self, cluster: str, typed: str) -> list[School]:
        """Return the schools that stand in a cluster and that no list of the file names: first of the same place.

        Of many that are gone the list is another one altogether: then only those of the same place.
        """
        group = self._standing_group(cluster)
        gone = [one for one in (group.schools if group else ()) if one not in self._named]
        place = units.parse(typed).place
        alike = [one for one in gone if one.parts.place == place]
        return [*alike, *(one for one in gone if one not in alike)] if len(gone) <= MOST_RENAMED else alike

    def _standing_group(self, typed: str) -> Group | None:
        return next((group for key in keys_of_level(typed) if (group := self._standing_groups.get(key))), None)

    def _is_one(self, place: Place, typed: str, school: School | None) -> bool:
        """Ask where lists write a name with different accents, which may be two schools; False while it is open."""
        key, here = units.key(typed), units.place_as_typed(units.tidy(typed))
        before = self._spelled.setdefault(key, here)
        if school is None or sort_key(before) == sort_key(here):
            return True
        question = Note(
            N_("The lists name '{school}' and '{typed}'. If they are two schools, please number them. Are they one?"),
            {"school": school.name, "typed": typed},
        )
        return self._questions.ask(f"one|{key}|{fold_case(here)}", place, typed, question, (school.name,)) is not None

    def _of_two(self, place: Place, typed: str, cluster: str) -> School:
        """Return the one of several schools of the same name that is in the cluster already."""
        group = self._standing_group(cluster)
        same = [school for school in (group.schools if group else ()) if school.key == units.key(typed)]
        if len(same) == 1:
            return same[0]
        raise self._twice(place, typed)

    def _twice(self, place: Place, typed: str) -> BadInput:
        return BadInput(
            N_("At {place} stands '{typed}', and {count} schools have that name. Please merge or rename them first."),
            place=place,
            typed=typed,
            count=self._times[units.key(typed)],
        )

    def _same_or_new(self, place: Place, typed: str, alike: list[School]) -> School | None:
        question = Note(
            N_("The list names '{typed}'. Is it a school that is known already, or a new one?"), {"typed": typed}
        )
        names = dict.fromkeys([*(school.name for school in alike), units.tidy(typed)])
        answer = self._questions.ask(f"list|{units.key(typed)}", place, typed, question, names)
        if answer is None:
            return None
        school = next((known for known in alike if known.name == answer), None)
        if school:
            self.aliases[units.key(typed)] = school
        return school or School(answer)

    def known(self, typed: str) -> School | None:
        """Return the school that a name means beyond doubt, without asking."""
        return self._directory.find(typed, ()).school if typed else None

    def find(self, place: Place, typed: str, within: Collection[School], circle: str = "") -> School | None:
        """Return the school that a typed name means, or None after asking. `circle` is the name of `within`."""
        match = self._directory.find(typed, within)
        if self._times[units.key(typed)] > 1 and match.how is not HowMatched.ALIAS and match.school not in within:
            raise self._twice(place, typed)
        school, why = match.school, _why(match.how, typed, match.school, circle)
        if school is None:
            school = self._ask(place, typed, match.candidates, circle)
            why = Note(N_("as you answered"))
        if school:
            self._repair(place, typed, school, match.how, why)
        return school

    def host(self, place: Place, school: School, day: date | None, month: date) -> School:
        """Return who hosts on a day in place of a school that has gone on in another one by then."""
        host = self._standing.former.on(school, day, month)
        if host is not school:
            self.repairs.append(Repair(place, school.name, host.name, Note(CALLED_OTHERWISE)))
        return host

    def _ask(self, place: Place, typed: str, candidates: Iterable[School], circle: str) -> School | None:
        key = units.key(typed)
        question = Note(
            N_("At {place} stands '{typed}'. Which school is meant?")
            if key
            else N_("At {place} no school is named. Which one is it?"),
            {"place": place, "typed": typed},
        )
        offered = {school.name: school for school in candidates}
        names = tuple(offered)
        # A spelling means the same school in every row; a hall, or one of two schools of a name, need not.
        everywhere = key and units.could_name_a_school(typed) and not self._directory.is_shared(typed)
        answer = self._questions.ask(
            f"school|{circle}|{key if everywhere else f'{key}|{place.table}.{place.row}'}",
            place,
            typed,
            question,
            names[:MOST_CANDIDATES],
            others=names[MOST_CANDIDATES:],
        )
        if answer is None:
            return None
        if everywhere and offered[answer].parts.ward == units.parse(typed).ward:
            self.aliases[key] = offered[answer]
        return offered[answer]

    def _repair(self, place: Place, typed: str, school: School, how: HowMatched, why: Note | None = None) -> None:
        written = " ".join(nfc(typed).split())
        if written != school.name:
            self.repairs.append(Repair(place, written, school.name, why or _why(how, typed, school, "")))


def _why(how: HowMatched, typed: str, school: School | None, circle: str) -> Note:
    if how is HowMatched.ALIAS:
        return Note(N_("a person confirmed this spelling before"))
    if how is HowMatched.FORMER:
        return Note(CALLED_OTHERWISE)
    if how is HowMatched.ONLY and circle:
        return Note(N_("it is the only school of {circle} that can be meant"), {"circle": circle})
    if how is HowMatched.ONLY:
        return Note(N_("it is the only school of the plan that can be meant"))
    here, kept = units.place_as_typed(typed), units.place_as_typed(school.name) if school else ""
    if units.fold_case(here) != units.fold_case(kept):
        return Note(N_("only the accents differ"))
    return Note(N_("it is another way to write the same name"))


class _Names:
    """By what name a new school is kept, where the plan file writes its place in several ways.

    First comes a spelling that is the commune's official one, then that of the cluster list, which founds the clusters
    and names every school once with care; the rows of tables are typed in haste and copied.
    """

    def __init__(self, draft: Draft) -> None:
        typed = [name for cluster in draft.clusters for name in cluster.schools]
        typed += [core.unit for core in draft.cores] + [meeting.host for meeting in draft.meetings]
        self._places: dict[str, Counter[str]] = {}
        for name in typed:
            self._places.setdefault(units.parse(name).place, Counter())[units.place_as_typed(units.tidy(name))] += 1

    def choose(self, listed: str, warnings: list[Note]) -> str:
        """Return the name to keep for a school of the list; says so where the plan file mostly writes another."""
        name, folded = units.tidy(listed), units.parse(listed).place
        place = units.place_as_typed(name)
        used = self._places[folded]
        official = OFFICIAL.get(folded)
        if official and official in used:
            return name.replace(place, official) if place else name
        often = max(used, key=lambda spelling: used[spelling])
        if used[often] > used[place] and units.fold_case(often) != units.fold_case(place):
            warnings.append(
                Note(
                    N_("The cluster list writes '{name}', but '{often}' is written more often. The list is followed."),
                    {"name": name, "often": often},
                )
            )
        return name
