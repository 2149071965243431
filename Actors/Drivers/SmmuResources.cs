using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>What the driver made for one SMMU: its stream table, in which every stream aborts, and its queues.</summary>
internal sealed class SmmuResources
{
    /// <summary>StreamID bits that index an array of a two-level stream table.</summary>
    public const int ArrayBits = 6;

    private const int EventShift = 5;
    private const int CommandShift = 4;

    public SmmuResources(SmmuId smmu, HostDescription host, FrameAllocator frames)
    {
        var capabilities = host.Smmus[smmu.Value];
        var isLinear = !host.TwoLevelStreams || capabilities.Idr0.StLevel != StreamTableLevels.TwoLevel;
        Streams = isLinear
            ? StreamTableBuilder.Linear(host.Memory, frames, host.StreamBits)
            : StreamTableBuilder.TwoLevel(host.Memory, frames, host.StreamBits, ArrayBits);
        for (var stream = 0u; isLinear && stream < 1u << host.StreamBits; stream++) Streams.Set(new StreamId(stream), Abort);
        var pollsMsi = host.PollsMsi && capabilities.Idr0.MSI && capabilities.Idr0.COHACC;
        Pa? words = host.PacksSyncWords && pollsMsi ? frames.Allocate(FrameAllocator.Log2Of(4 * CommandRing.SyncWordCount)) : null;
        Ring = NewRing(smmu, host, frames) with { PollsMsi = pollsMsi, SyncWords = words };
        VirtualRings = [.. Enumerable.Range(1, host.VirtualQueues).Select(index => NewRing(smmu, host, frames) with { Index = index })];
        Events = frames.Allocate(host.Log2Events + EventShift);
        Log2Events = host.Log2Events;
        ChecksTranslated = capabilities.Idr0.ATS;
    }

    private static CommandRing NewRing(SmmuId smmu, HostDescription host, FrameAllocator frames)
    {
        // 6.3.26: the queue is aligned to its size, or hardware reads elsewhere.
        var commands = frames.Allocate(host.Log2Commands + CommandShift + 1);
        if (host.Experiment.Bugs.Has(Bug.BaseMisaligned)) commands = new Pa(commands.Value + 32);
        var shared = frames.Allocate(FrameAllocator.Log2Of((ulong)CommandRing.SharedBytes(host.Log2Commands)));
        return new CommandRing(smmu, commands, host.Log2Commands, shared, PollsMsi: false, host.ForcesSync);
    }

    /// <summary>A stream that nothing is attached to.</summary>
    public static StreamTableEntry Abort => default(StreamTableEntry) with { V = true, Config = SteConfig.Abort };

    /// <summary>The stream table.</summary>
    public StreamTableBuilder Streams { get; }

    /// <summary>The command queue.</summary>
    public CommandRing Ring { get; }

    /// <summary>The VCMDQs.</summary>
    public ImmutableArray<CommandRing> VirtualRings { get; }

    /// <summary>The queues for invalidations.</summary>
    public ImmutableArray<CommandRing> ProducerRings => [Ring, .. VirtualRings];

    /// <summary>The event queue.</summary>
    public Pa Events { get; }

    /// <summary>log2 of its number of records.</summary>
    public int Log2Events { get; }

    /// <summary>CR0.ATSCHK is to be set.</summary>
    public bool ChecksTranslated { get; }

    /// <summary>CMDQ_BASE.</summary>
    public QueueBase CommandBase => default(QueueBase) with { ADDR = Ring.Base.Value, LOG2SIZE = (byte)Ring.Log2Size, RA = true };

    /// <summary>EVENTQ_BASE.</summary>
    public QueueBase EventBase => default(QueueBase) with { ADDR = Events.Value, LOG2SIZE = (byte)Log2Events, RA = true };
}
