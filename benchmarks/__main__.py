"""`make bench`: every figure as a ratio within one run, beside a peer, never as a timed test."""

from benchmarks import send, step

if __name__ == "__main__":
    print("A send (CPU of the sending process, medians of interleaved rounds)")
    send.run()
    print("\nA sign-up step: update in, transaction, reply out")
    step.run()
