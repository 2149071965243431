using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// The default queue: rings of slots, linked when one is full, with many producers and one consumer. No lock, and no
/// allocation as long as the consumer keeps up.
/// </summary>
public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private const int InitialSize = 8;
    private const int LargestSize = 2048;

    private Ring _head;
    private Ring _tail;

    // Slots of an emptied ring, for the next one: nobody writes into those of a ring that is closed and empty.
    private Slot[]? _spare;

    /// <summary>Creates an empty queue.</summary>
    public UnboundedMessageQueue() => _head = _tail = new Ring(new Slot[2 * InitialSize]);

    /// <inheritdoc/>
    public bool HasMessages
    {
        get
        {
            while (true)
            {
                var head = Volatile.Read(ref _head);
                for (var ring = head; ring is not null; ring = Volatile.Read(ref ring.Next))
                {
                    if (ring.HasItems) return true;
                }

                // Otherwise the consumer has cut off what was looked at.
                if (head == Volatile.Read(ref _head)) return false;
            }
        }
    }

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            var count = 0L;
            for (var ring = Volatile.Read(ref _head); ring is not null; ring = Volatile.Read(ref ring.Next)) count += ring.Count;
            return (int)count;
        }
    }

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope) => Enqueue(envelope.Message, envelope.Sender);

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        while (true)
        {
            var ring = _head;
            if (ring.TryDequeue(out envelope)) return true;
            if (ring.Next is not { } next) return false;
            // The ring was closed before its successor was linked, so what the second look does not find is not there.
            if (ring.TryDequeue(out envelope)) return true;
            // Who linked the successor may not have come to this yet; a ring that is cut off must not be the last one.
            Interlocked.CompareExchange(ref _tail, next, ring);
            Volatile.Write(ref _head, next);
            // An old ring would keep its successors from being collected young.
            Volatile.Write(ref ring.Next, null);
            if (ring.Size == LargestSize) Volatile.Write(ref _spare, ring.Slots);
        }
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        ArgumentNullException.ThrowIfNull(deadletters);
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }

    internal void Enqueue(object message, IActorRef? sender)
    {
        if (!_tail.TryEnqueue(message, sender)) EnqueueSlow(message, sender);
    }

    private void EnqueueSlow(object message, IActorRef? sender)
    {
        while (true)
        {
            var ring = Volatile.Read(ref _tail);
            if (ring.TryEnqueue(message, sender)) return;
            ring.Close();
            var next = Volatile.Read(ref ring.Next);
            if (next is null)
            {
                var made = NewRing(Math.Min(ring.Size * 2, LargestSize));
                next = Interlocked.CompareExchange(ref ring.Next, made, null) ?? made;
            }

            Interlocked.CompareExchange(ref _tail, next, ring);
        }
    }

    private Ring NewRing(int size) =>
        new(size == LargestSize && Interlocked.Exchange(ref _spare, null) is { } spare ? spare : new Slot[2 * size]);

    // A struct in an array is stored without asking what the array really holds.
    private struct Slot
    {
        public object? Value;
    }

    // Producers write Tail and the consumer Head: each has its own cache line.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Ends
    {
        [FieldOffset(64)]
        public long Head;

        [FieldOffset(128)]
        public long Tail;

        // Where a producer last saw Head: never beyond it, so that Head itself is looked at only when the ring seems full.
        [FieldOffset(136)]
        public long HeadSeen;
    }

    // The first half of the slots is for messages and the second for their senders: a message without a sender then takes an
    // eighth of a cache line from core to core. A message is what says that its place is filled, so it is written after its
    // sender, and cleared before the place is free.
    private sealed class Ring(Slot[] slots)
    {
        // Added to Tail when no more is accepted: far beyond any position, so the ring looks full to producers.
        private const long Closed = 1L << 62;

        public Ring? Next;
        private Ends _ends;

        public Slot[] Slots => slots;

        public int Size => slots.Length / 2;

        public bool HasItems => Volatile.Read(ref _ends.Head) != (Volatile.Read(ref _ends.Tail) & ~Closed);

        public long Count => (Volatile.Read(ref _ends.Tail) & ~Closed) - Volatile.Read(ref _ends.Head);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryEnqueue(object message, IActorRef? sender)
        {
            while (true)
            {
                var tail = Volatile.Read(ref _ends.Tail);
                if (tail - Volatile.Read(ref _ends.HeadSeen) >= Size && IsFull(tail)) return false;
                // A full fence: the mailbox status is read after it, see Mailbox.
                if (Interlocked.CompareExchange(ref _ends.Tail, tail + 1, tail) != tail) continue;
                var place = (int)tail & (Size - 1);
                if (sender is not null) slots[Size + place].Value = sender;
                Volatile.Write(ref slots[place].Value, message);
                return true;
            }
        }

        public void Close()
        {
            while (true)
            {
                var tail = Volatile.Read(ref _ends.Tail);
                if ((tail & Closed) != 0 || Interlocked.CompareExchange(ref _ends.Tail, tail | Closed, tail) == tail) return;
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            var head = _ends.Head;
            var place = (int)head & (Size - 1);
            ref var slot = ref slots[place].Value;
            var message = Volatile.Read(ref slot);
            if (message is null)
            {
                if (head == (Volatile.Read(ref _ends.Tail) & ~Closed))
                {
                    envelope = default;
                    return false;
                }

                // A producer has taken the slot and is about to fill it.
                var spin = default(SpinWait);
                while ((message = Volatile.Read(ref slot)) is null) spin.SpinOnce(sleep1Threshold: -1);
            }

            ref var sender = ref slots[Size + place].Value;
            envelope = new Envelope(message, Unsafe.As<IActorRef>(sender)!);
            if (sender is not null) sender = null;
            slot = null;
            Volatile.Write(ref _ends.Head, head + 1);
            return true;
        }

        private bool IsFull(long tail)
        {
            var head = Volatile.Read(ref _ends.Head);
            Volatile.Write(ref _ends.HeadSeen, head);
            return tail - head >= Size;
        }
    }
}
