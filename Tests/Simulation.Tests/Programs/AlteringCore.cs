using ActorIommu.Hardware;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>A core that sees other data than memory has.</summary>
internal sealed class AlteringCore(ISmmuCore core, Func<WalkStep, ulong, ulong> alter) : ISmmuCore
{
    private WalkStep _asked;

    public SmmuCapabilities Capabilities => core.Capabilities;

    public SmmuImplementation Implementation => core.Implementation;

    public RegisterFile Registers => core.Registers;

    public StallTable Stalls => core.Stalls;

    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value, bool updatesLater = false) =>
        core.WriteRegister(offset, sizeBytes, value, updatesLater);

    public RegisterEffects CompleteUpdates() => core.CompleteUpdates();

    public WalkId BeginWalk(in Transaction transaction, out WalkStep step)
    {
        var walk = core.BeginWalk(transaction, out step);
        _asked = step;
        return walk;
    }

    public WalkId BeginRetry(out WalkStep step)
    {
        var walk = core.BeginRetry(out step);
        _asked = step;
        return walk;
    }

    public DescriptorUpdate UpdateOf(WalkId walk) => core.UpdateOf(walk);

    public bool TryBeginSpeculativeWalk(out WalkId walk, out WalkStep step)
    {
        var begins = core.TryBeginSpeculativeWalk(out walk, out step);
        _asked = step;
        return begins;
    }

    public WalkStep Resume(WalkId walk, ulong data) => _asked = core.Resume(walk, alter(_asked, data));

    public WalkStep ResumeWithAbort(WalkId walk) => _asked = core.ResumeWithAbort(walk);

    public ref readonly TranslationResult EndWalk(WalkId walk) => ref core.EndWalk(walk);

    public void Execute(in Command command, EffectReceipt receipt = default) => core.Execute(command, receipt);

    public WalkBarrier Barrier() => core.Barrier();

    public bool IsDrained(WalkBarrier barrier) => core.IsDrained(barrier);
}
