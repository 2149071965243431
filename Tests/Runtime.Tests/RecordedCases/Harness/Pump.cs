using System.Collections.Concurrent;
using Akka.Dispatch;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>Holds the mailboxes that have become runnable until the test runs them, in the order in which they did.</summary>
internal sealed class Pump
{
    private static readonly ConcurrentDictionary<string, Pump> ById = new();
    private static int _lastId;

    private readonly ConcurrentQueue<IRunnable> _runnable = new();

    public Pump() => ById[Id] = this;

    /// <summary>The name by which the dispatcher's settings refer to this pump.</summary>
    public string Id { get; } = $"pump-{Interlocked.Increment(ref _lastId)}";

    /// <summary>How many mailboxes have been run.</summary>
    public int Runs { get; private set; }

    public static Pump Of(string id) => ById[id];

    public void Enqueue(IRunnable mailbox) => _runnable.Enqueue(mailbox);

    /// <summary>Runs until nothing is runnable.</summary>
    public void RunUntilIdle()
    {
        // A synchronization context would take the continuations of actors' async code away from their mailboxes.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            for (; _runnable.TryDequeue(out var mailbox); Runs++)
                mailbox.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void Forget() => ById.TryRemove(Id, out _);
}
