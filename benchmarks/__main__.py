"""`make bench`: every figure as a ratio within one run, beside a peer, never as a timed test."""

from benchmarks import broadcast, due, engines, minute, papers, plan, send, step, summary, yes

if __name__ == "__main__":
    print("A send (CPU of the sending process, medians of interleaved rounds)")
    send.run()
    print("\nWhat people do, update in to answer out (CPU of the bot's process, medians of interleaved rounds)")
    step.run()
    print("\nTelling everybody at an enforced thirty a second (by the clock)")
    broadcast.run()
    print("\nA plan of a year, far longer than any (seconds, medians of interleaved rounds)")
    plan.run()
    print("\nNotices that are due in the same minute (medians of interleaved rounds)")
    due.run()
    print("\nA summary of attendance (CPU, medians; memory above idle)")
    summary.run()
    print("\nAn official paper of forty pages with thirty photos, and an officer's board (medians)")
    papers.run()
    print("\nThe same on SQLite and on PostgreSQL (medians of interleaved rounds)")
    engines.run()
    print("\nA yes to a plan, and what follows from it (CPU)")
    yes.run()
    print("\nA minute of a thousand schools (CPU)")
    minute.run()
