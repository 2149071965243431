using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>An SMMU that remembers which commands it was given.</summary>
internal sealed class RecordingCore(ISmmuCore inner) : ISmmuCore
{
    public List<Command> Executed { get; } = [];

    public SmmuCapabilities Capabilities => inner.Capabilities;

    public SmmuImplementation Implementation => inner.Implementation;

    public RegisterFile Registers => inner.Registers;

    public StallTable Stalls => inner.Stalls;

    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value, bool updatesLater = false) =>
        inner.WriteRegister(offset, sizeBytes, value, updatesLater);

    public RegisterEffects CompleteUpdates() => inner.CompleteUpdates();

    public WalkId BeginWalk(in Transaction transaction, out WalkStep step) => inner.BeginWalk(transaction, out step);

    public WalkId BeginRetry(out WalkStep step) => inner.BeginRetry(out step);

    public DescriptorUpdate UpdateOf(WalkId walk) => inner.UpdateOf(walk);

    public bool TryBeginSpeculativeWalk(out WalkId walk, out WalkStep step) => inner.TryBeginSpeculativeWalk(out walk, out step);

    public WalkStep Resume(WalkId walk, ulong data) => inner.Resume(walk, data);

    public WalkStep ResumeWithAbort(WalkId walk) => inner.ResumeWithAbort(walk);

    public ref readonly TranslationResult EndWalk(WalkId walk) => ref inner.EndWalk(walk);

    public void Execute(in Command command, EffectReceipt receipt = default)
    {
        Executed.Add(command);
        inner.Execute(command, receipt);
    }

    public WalkBarrier Barrier() => inner.Barrier();

    public bool IsDrained(WalkBarrier barrier) => inner.IsDrained(barrier);
}
