"""What `timbre` returns to the shell; `timbre --help` says the same."""

OK = 0
"""Done."""
FAILED = 1
"""Not done; the sentence on stderr says why and what to do."""
USAGE = 2
"""The command line itself is wrong (argparse's own code)."""
ANSWER_IS_NO = 3
"""Done, and the answer is no: a training that was not better than its start and is not kept, words
of a text that were not heard in a recording, lines of a script that were not made or are to be
listened to, a sound without the watermark, a delivery that ACX would refuse or that is not marked,
a statement that is not accepted, traces of a voice that are left, a selftest with a part that does
not work."""
BROKEN = 70
"""A mistake in the program itself (EX_SOFTWARE)."""
CANCELLED = 130
"""Stopped with Ctrl-C (128 + SIGINT, as shells have it)."""
TERMINATED = 143
"""Stopped with SIGTERM, by the system or another program (128 + SIGTERM)."""

HELP = """\
exit codes:
  0    done
  1    not done: the sentence on stderr says why and what to do
  2    the command line is wrong
  3    done, and the answer is no: a training that is not kept, words that were not
       heard (hear --text), lines that are to be listened to (render), a statement that
       is not accepted (consent), traces that are left (delete --prove, traces), a part
       that does not work (selftest), no watermark (detect), a file that ACX would refuse
       or that is not marked (deliver)
  70   a mistake in Timbre itself; TIMBRE_DEBUG=1 shows where
  130  cancelled with Ctrl-C
  143  cancelled with SIGTERM
"""
