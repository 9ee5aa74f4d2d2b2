"""What processes do that should do something and do not: said with the fault, because nobody can look at them later."""
import pathlib


def _read(path):
    try:
        return path.read_text(errors="replace").strip()
    except OSError as error:
        return f"unreadable ({error.strerror})"


def threads_of(pid):
    """One line a thread: its name, its state and the system call that it is in (number and first arguments)."""
    for task in sorted(pathlib.Path(f"/proc/{pid}/task").glob("*")):
        state = _read(task / "stat").rpartition(")")[2].split()[:1]
        call = _read(task / "syscall").split()[:3]
        yield f"{_read(task / 'comm')} {' '.join(state)} syscall {' '.join(call)}"


def words(children, logs, answers):
    """`children`: name and process; `logs`: files; `answers`: what was answered last, one a connection."""
    lines = [f"last answers: {', '.join(map(str, answers))}"]
    for name, child in children:
        ended = child.poll()
        lines.append(f"{name}, process {child.pid}: " + ("runs" if ended is None else f"ended with {ended}"))
        if ended is None:
            lines += [f"  {line}" for line in threads_of(child.pid)]
    for log in logs:
        lines.append(f"{log.name} ends:")
        lines += [f"  {line}" for line in _read(log).splitlines()[-12:]]
    return "\n".join(lines)
