using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <summary>
/// One SMMU apart from its queues: registers, caches and the walks in flight. Input in, effects out as values: it reads no
/// memory, knows no time and sends nothing. A decorator of this interface is how a broken SMMU is made.
/// </summary>
public interface ISmmuCore
{
    /// <summary>What the SMMU says it is.</summary>
    SmmuCapabilities Capabilities { get; }

    /// <summary>Its caches, its choices and its defects.</summary>
    SmmuImplementation Implementation { get; }

    /// <summary>The registers apart from the queue indexes.</summary>
    RegisterFile Registers { get; }

    /// <summary>The transactions that stalled, and those that are to be answered or retried after a command or a register write.</summary>
    StallTable Stalls { get; }

    /// <summary>Writes a register of the register file; answers what the other parts have to do.</summary>
    /// <param name="offset">Of the register.</param>
    /// <param name="sizeBytes">4 or 8.</param>
    /// <param name="value">What is written.</param>
    /// <param name="updatesLater">
    /// What has an acknowledgement (6.3.9) is stored and not yet in force: <see cref="CompleteUpdates"/> follows, some time.
    /// </param>
    RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value, bool updatesLater = false);

    /// <summary>Puts into force what was written with an acknowledgement to come; answers what the other parts have to do.</summary>
    RegisterEffects CompleteUpdates();

    /// <summary>
    /// Begins to translate. While <paramref name="step"/> is not done it names a read or an update: answer it with
    /// <see cref="Resume"/> or <see cref="ResumeWithAbort"/>, at once or later. Then take the result with <see cref="EndWalk"/>.
    /// </summary>
    /// <returns>The walk, for the calls that follow.</returns>
    WalkId BeginWalk(in Transaction transaction, out WalkStep step);

    /// <summary>Begins to translate again what <see cref="StallTable.TryPeekReleased"/> says is to be retried; it is taken.</summary>
    WalkId BeginRetry(out WalkStep step);

    /// <summary>What a step that is an update is to swap.</summary>
    DescriptorUpdate UpdateOf(WalkId walk);

    /// <summary>The doubleword that the step of the walk found.</summary>
    WalkStep Resume(WalkId walk, ulong data);

    /// <summary>The access that the walk asked for was aborted.</summary>
    WalkStep ResumeWithAbort(WalkId walk);

    /// <summary>The result of a walk that is done; the id is free again, and the result is valid until another walk begins.</summary>
    ref readonly TranslationResult EndWalk(WalkId walk);

    /// <summary>
    /// A walk that no transaction asked for may begin (3.14, 3.21.3, 4.2): whoever drives walks asks after each that ended and after each
    /// command, drives this one like any other, and ends it with <see cref="EndWalk"/>, whose result is nobody's.
    /// </summary>
    /// <returns>False if none begins.</returns>
    bool TryBeginSpeculativeWalk(out WalkId walk, out WalkStep step);

    /// <summary>
    /// A legal command was consumed. What it does to the caches it does now, or during any later call until the next
    /// <see cref="Barrier"/>; on what is stalled it acts at once. CMD_SYNC has no effect of its own: it is the barrier.
    /// </summary>
    /// <param name="command">As it is to take effect.</param>
    /// <param name="receipt">Who is told, once, at that instant.</param>
    void Execute(in Command command, EffectReceipt receipt = default);

    /// <summary>
    /// CMD_SYNC: every command that was consumed has taken effect on return. The mark is what <see cref="IsDrained"/> compares: every walk
    /// that is in flight now is before it.
    /// </summary>
    WalkBarrier Barrier();

    /// <summary>True when every walk that began before the mark has ended (IHI 0070 3.21.1: what CMD_SYNC waits for).</summary>
    bool IsDrained(WalkBarrier barrier);
}

/// <summary>A walk in flight.</summary>
/// <param name="Slot">Index among the walks of one SMMU, reused.</param>
public readonly record struct WalkId(int Slot);

/// <summary>A point in the order in which walks began.</summary>
/// <param name="Sequence">Number of walks that had begun.</param>
public readonly record struct WalkBarrier(long Sequence);
