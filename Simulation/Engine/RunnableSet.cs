using Akka.Dispatch;

namespace ActorIommu.Simulation.Engine;

/// <summary>
/// The actors that could take the next step, as a choice of them sees them: first the one of the last step, if it still can go on, then
/// the others, who waits longest first.
/// </summary>
public sealed class RunnableSet
{
    private Entry[] _entries = new Entry[64];
    private int _head;
    private int _tail;

    // Where in _entries the actor of the last step is; -1 if it has nothing to do.
    private int _continues = -1;

    /// <summary>How many there are.</summary>
    public int Count => _tail - _head;

    /// <summary>True if choice 0 goes on with the actor of the last step; any other choice then preempts it.</summary>
    public bool Continues => _continues >= 0;

    /// <summary>The number of the last actor that took a step; actors are numbered as they are created. -1 before the first.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>The number of an actor.</summary>
    /// <param name="choice">0 to <see cref="Count"/> - 1.</param>
    public int ActorAt(int choice) => _entries[IndexOf(choice)].Actor;

    internal void Add(IRunnable run, int actor)
    {
        if (_tail == _entries.Length) MakeRoom();
        _entries[_tail++] = new Entry(run, actor);
    }

    internal IRunnable Take(int choice)
    {
        var index = IndexOf(choice);
        var entry = _entries[index];
        if (index - _head < _tail - 1 - index)
        {
            Array.Copy(_entries, _head, _entries, _head + 1, index - _head);
            _entries[_head++] = default;
        }
        else
        {
            Array.Copy(_entries, index + 1, _entries, index, _tail - 1 - index);
            _entries[--_tail] = default;
        }

        if (_head == _tail) _head = _tail = 0;
        (_continues, Last) = (-1, entry.Actor);
        return entry.Run;
    }

    /// <summary>A mailbox that has more to do says so as the last act of its run.</summary>
    internal void Ran(IRunnable run) => _continues = _tail > _head && _entries[_tail - 1].Run == run ? _tail - 1 : -1;

    internal void Clear()
    {
        Array.Clear(_entries, _head, Count);
        (_head, _tail, _continues, Last) = (0, 0, -1, -1);
    }

    private int IndexOf(int choice)
    {
        if (_continues < 0) return _head + choice;
        if (choice == 0) return _continues;
        var index = _head + choice - 1;
        return index < _continues ? index : index + 1;
    }

    private void MakeRoom()
    {
        var count = Count;
        var entries = count > _entries.Length / 2 ? new Entry[_entries.Length * 2] : _entries;
        Array.Copy(_entries, _head, entries, 0, count);
        if (entries == _entries) Array.Clear(entries, count, _tail - count);
        if (_continues >= 0) _continues -= _head;
        (_entries, _head, _tail) = (entries, 0, count);
    }

    private readonly record struct Entry(IRunnable Run, int Actor);
}
