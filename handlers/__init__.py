"""The table of contents: every route of every conversation, in the order tried."""

from bot.routes import Routes
from handlers import help, later, listing  # noqa: A004 - the topic's name
from handlers.duty import (
    agreed,
    duties,
    duty_acts,
    duty_back,
    duty_by_paper,
    duty_hand_in,
    duty_overview,
    duty_own,
    duty_papers,
    duty_rule_change,
    duty_rules,
    duty_theme,
    duty_unasked,
)
from handlers.letters import announce, notes
from handlers.meeting import (
    acknowledge,
    answer,
    ask_parts,
    attendance,
    calendar,
    call_off,
    card_buttons,
    closing,
    evidence,
    evidence_board,
    faces,
    held,
    host,
    lesson,
    minutes,
    minutes_steps,
    minutes_told,
    minutes_whole,
    my_meetings,
    narrow,
    on_behalf,
    past,
    reflect,
    rehost,
    school,
    seats,
    send_photos,
    settle,
    settle_typed,
    summary,
    thanks,
    when,
)
from handlers.organisation import (
    accounts,
    acting,
    arrivals,
    cluster_end,
    clusters,
    consents,
    founding,
    invite,
    listed,
    looks,
    me,
    my_data,
    my_school,
    offices,
    own_people,
    requests,
    roster,
    same_person,
    school_news,
    start,
    term_handover,
    tree,
    unit_list,
    units,
)
from handlers.paper import one_paper, paper_heads, papers, passing
from handlers.plan import plan_asks, plan_extra, plan_home, plan_import, plan_own, plan_questions, plan_unasked
from handlers.sayings import (
    at_a_question,
    colleague,
    conversation,
    doors_roll,
    forwarded,
    links,
    standing,
    typed_day,
    under,
)
from handlers.settings import days_off, organisation_settings, quiet_hours

ROUTES = Routes(
    start.routes,  # /start, the consent, name, school, subject, level
    calendar.routes,  # /lich, one meeting's card
    card_buttons.routes,
    past.routes,  # the meetings that are over
    seats.routes,  # /dangky, saying yes to a meeting
    on_behalf.routes,  # a principal speaks for the own people: away, not sent after all, in somebody's place
    school.routes,  # a school at a meeting: who is expected of it, whom it sends
    answer.routes,  # saying no, why, and what the principal says to it
    when.routes,  # day and hour of a meeting, as chosen or typed
    narrow.routes,  # whom a meeting expects: so many of each school, some schools, some people
    settle_typed.routes,  # room and seats as typed, and what corrects an earlier answer
    settle.routes,  # its room, form, seats and end, and the yes; moving it
    rehost.routes,  # another school hosts a meeting
    call_off.routes,  # calling a meeting off
    acknowledge.routes,  # "Đã rõ" to a change, who has not said so, chasing them
    ask_parts.routes,  # who teaches, chairs, writes, films; asking, answering, handing over
    host.routes,  # the host school's check list
    duties.routes,  # /viec, what one owes
    agreed.routes,  # what a meeting agrees on and requests
    duty_by_paper.routes,  # sending up an own file of the paper that closes a duty
    duty_hand_in.routes,  # handing in a link, a file, a text
    duty_theme.routes,  # registering a topic, the list of them
    duty_back.routes,  # sending back what was handed in, handing in something else
    duty_unasked.routes,  # a link or a file that came without being asked for, and which duty it is for
    duty_overview.routes,  # what others owe, and what became of it
    duty_acts.routes,  # reminding others, giving them more time, excusing them
    duty_rules.routes,  # what holds and on what it rests, of whom, by when
    duty_papers.routes,  # the library of sample papers, switched on and off
    duty_rule_change.routes,  # changing a rule's day, reminders, ladder; pausing it
    duty_own.routes,  # a duty that an officer or a lead writes for schools
    lesson.routes,  # one lesson through its meetings, the versions of its plan
    attendance.routes,  # /diemdanh, the code, marking by name
    closing.routes,  # closing the roll call, "I was there"
    my_meetings.routes,  # what one attended, from /toi
    reflect.routes,  # /suyngam
    minutes.routes,  # /bienban, the minutes heading by heading
    minutes_steps.routes,  # which steps of the lesson study the meeting covered
    minutes_told.routes,  # words for the minutes that came before a heading was chosen
    minutes_whole.routes,  # the minutes read whole, approved, read by others
    plan_home.routes,  # /kehoach, where plans stand
    plan_extra.routes,  # a meeting outside the plan, or like a former one
    plan_own.routes,  # a cluster's own plan: built, submitted, decided, published
    plan_import.routes,  # a plan by file or pasted: what it brings, the difference, the yes
    plan_unasked.routes,  # any file out of the blue
    plan_asks.routes,  # what a paper asks that was put in, sentence by sentence
    plan_questions.routes,  # what is not clear in it, one question at a time
    evidence_board.routes,  # the baskets of all meetings, with what is missing
    evidence.routes,  # what is expected of a meeting and missing, files and links
    faces.routes,  # pupils' faces in files, who agreed
    send_photos.routes,  # /minhchung, and any photo out of the blue
    held.routes,  # what came without a meeting, until it is said of which one it is
    announce.routes,  # /thongbao
    notes.routes,  # what readers of an announcement write back, and what its author answers
    thanks.routes,  # thanks for what somebody did at a meeting
    summary.routes,  # who came
    papers.routes,  # /baocao, which papers there are
    one_paper.routes,  # a paper, what is missing in it, filling it in
    passing.routes,  # sending a paper up, what came, receiving, approving, returning it
    paper_heads.routes,  # the letterhead of a school or office
    invite.routes,  # /moi
    clusters.routes,  # a cluster's level, decision number, schools, and what it is part of
    tree.routes,  # /tochuc, who leads what from when to when
    units.routes,  # moving a school to another commune, merging schools
    same_person.routes,  # two who are one: a new phone, confirmed by the former account or the principal
    arrivals.routes,  # who has come to the school: are they of it
    my_school.routes,  # another school, which its principal confirms
    own_people.routes,  # /nguoi, the own school's people by name: leave, taking off
    school_news.routes,  # what became of schools: "Đã rõ" of their heads, and who has not
    roster.routes,  # a school's list of people
    founding.routes,  # offices, schools and clusters made, renamed and ended
    cluster_end.routes,  # a cluster ends, or goes on after all
    offices.routes,  # offices and their officers
    acting.routes,  # who acts for a principal or a lead
    unit_list.routes,  # a list of schools, communes and clusters
    term_handover.routes,  # going on with what a former lead had begun
    organisation_settings.routes,  # how early is reminded, who hears of delays, when it is quiet
    days_off.routes,  # the organisation's own days off
    quiet_hours.routes,  # a school's and one's own quiet hours
    accounts.routes,  # a second chat by a code, which one notices go to
    consents.routes,  # what one agrees to, stopping and going on
    listed.routes,  # what a school's list says of who has not joined
    looks.routes,  # who looked at my data
    requests.routes,  # restricting, objecting, complaining, the register
    my_data.routes,  # every row that is kept of me
    me.routes,  # /toi, language, erasing
    help.routes,  # /trogiup, /huy
    later.routes,  # "để sau": what was begun is kept and reminded of
    listing.routes,  # the pages of a long list
    colleague.routes,  # somebody else by name
    doors_roll.routes,  # marking by name as typed
    typed_day.routes,  # a day typed alone, for a meeting that waits for one
    links.routes,  # a link typed alone, for a duty or a meeting's evidence
    standing.routes,  # how one cluster or school stands
    under.routes,  # the platform's own reply to an older notice
    forwarded.routes,  # a notice of somebody else that was pasted
    at_a_question.routes,  # what was typed at a question and asks for something else
    conversation.routes,  # free text: read by the table of sayings
)

COMMANDS = help.COMMANDS
"""What the platform's own menu of commands shows."""
