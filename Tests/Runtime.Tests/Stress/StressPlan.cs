using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>The shape of a run's traffic.</summary>
internal sealed record Traffic
{
    /// <summary>Messages of all senders together.</summary>
    public required long Messages { get; init; }

    /// <summary>Senders that are actors.</summary>
    public required int ActorSenders { get; init; }

    /// <summary>Senders that are threads of their own.</summary>
    public required int ThreadSenders { get; init; }

    /// <summary>Receivers that live at a time.</summary>
    public required int Slots { get; init; }

    /// <summary>Parents of the receivers.</summary>
    public required int Nurseries { get; init; }

    /// <summary>Messages sent in a row; the last one brings a credit back.</summary>
    public required int Burst { get; init; }

    /// <summary>Bursts under way at a time for each sender.</summary>
    public required int Window { get; init; }

    /// <summary>Whether a burst goes to one receiver, or each message to another.</summary>
    public bool BurstToOne { get; init; }

    /// <summary>
    /// Whether receivers stop and are stopped, and not only fail. In Akka.NET a message that races with the end of its receiver may vanish:
    /// its sender has read the mailbox and appends after the clean-up.
    /// </summary>
    public bool Ends { get; init; } = true;

    public long MessagesPerSender => (Messages + ActorSenders + ThreadSenders - 1) / (ActorSenders + ThreadSenders);

    /// <summary>Everybody sends to everybody, and mailboxes are seldom empty.</summary>
    public static Traffic Crowd { get; } =
        new() { Messages = 10_000_000, ActorSenders = 14, ThreadSenders = 2, Slots = 64, Nurseries = 8, Burst = 64, Window = 8 };

    /// <summary>
    /// Mailboxes are mostly empty, so that each message has to wake its receiver: a wake-up that is lost has no later
    /// message to hide behind.
    /// </summary>
    public static Traffic Sparse { get; } =
        new() { Messages = 1_000_000, ActorSenders = 3, ThreadSenders = 1, Slots = 8, Nurseries = 2, Burst = 1, Window = 1 };

    /// <summary>More in a row than a mailbox processes in one run, and then nothing: it has to schedule itself again.</summary>
    public static Traffic Floods { get; } = Sparse with { Messages = 2_000_000, Burst = 1000, BurstToOne = true };
}

/// <summary>What a run consists of.</summary>
internal sealed class StressPlan(Accountant accountant, Traffic traffic)
{
    private long _settledBursts;

    public Accountant Accountant => accountant;

    /// <summary>Grows as long as messages are being settled.</summary>
    public long SettledBursts => Interlocked.Read(ref _settledBursts);

    public void SettleBurst() => Interlocked.Increment(ref _settledBursts);

    public Traffic Traffic => traffic;

    public Target[] Slots { get; } = new Target[traffic.Slots];

    public IActorRef[] Nurseries { get; } = new IActorRef[traffic.Nurseries];

    public IActorRef[] Watchers { get; set; } = [];

    public int SlotsPerNursery => traffic.Slots / traffic.Nurseries;

    public IActorRef NurseryOf(int slot) => Nurseries[slot / SlotsPerNursery];
}
