using ActorIommu.Hardware;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// An SMMU with one planted defect, made by standing between it and its inputs. A replay that calls it correct cannot be
/// trusted to find anything.
/// </summary>
internal sealed class BrokenCore(ISmmuCore core, BreakKind defect) : ISmmuCore
{
    private readonly Dictionary<WalkId, WalkStep> _asked = [];

    public SmmuCapabilities Capabilities => core.Capabilities;

    public SmmuImplementation Implementation => core.Implementation;

    public RegisterFile Registers => core.Registers;

    public StallTable Stalls => core.Stalls;

    /// <summary>Puts the defects around a core, all at once.</summary>
    public static ISmmuCore With(ISmmuCore core, IEnumerable<BreakKind> defects) =>
        defects.Distinct().Aggregate(core, (inner, defect) => new BrokenCore(inner, defect));

    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value, bool updatesLater = false) =>
        core.WriteRegister(offset, sizeBytes, value, updatesLater);

    public RegisterEffects CompleteUpdates() => core.CompleteUpdates();

    public WalkId BeginWalk(in Transaction transaction, out WalkStep step)
    {
        var walk = core.BeginWalk(transaction, out step);
        _asked[walk] = step;
        return walk;
    }

    public WalkId BeginRetry(out WalkStep step)
    {
        var walk = core.BeginRetry(out step);
        _asked[walk] = step;
        return walk;
    }

    public DescriptorUpdate UpdateOf(WalkId walk) => core.UpdateOf(walk);

    public bool TryBeginSpeculativeWalk(out WalkId walk, out WalkStep step)
    {
        if (!core.TryBeginSpeculativeWalk(out walk, out step)) return false;
        _asked[walk] = step;
        return true;
    }

    public WalkStep Resume(WalkId walk, ulong data) =>
        _asked[walk] = core.Resume(walk, defect == BreakKind.Asid ? WithoutAsid(_asked[walk], data) : data);

    public WalkStep ResumeWithAbort(WalkId walk) => _asked[walk] = core.ResumeWithAbort(walk);

    public ref readonly TranslationResult EndWalk(WalkId walk) => ref core.EndWalk(walk);

    public WalkBarrier Barrier() => core.Barrier();

    public bool IsDrained(WalkBarrier barrier) => core.IsDrained(barrier);

    public void Execute(in Command command, EffectReceipt receipt = default)
    {
        switch (defect)
        {
            case BreakKind.Tlbi when IsTlbi(command):
            case BreakKind.Cfgi when command.Opcode is >= CommandOpcode.CfgiSte and <= CommandOpcode.CfgiCdAll:
                return;
            case BreakKind.Range when IsTlbi(command) && command.TG != TlbiGranule.None:
                core.Execute(command with { NUM = 0, SCALE = 0 }, receipt);
                return;
            case BreakKind.Asid when IsTlbi(command):
                core.Execute(command with { ASID = default }, receipt);
                return;
            default:
                core.Execute(command, receipt);
                return;
        }
    }

    // Entries that all carry ASID 0 are entries whose ASID is not compared: the field is in the first doubleword of a CD.
    private static ulong WithoutAsid(WalkStep asked, ulong data) =>
        asked.Kind == FetchKind.ContextDescriptor && asked.Address.Value % 64 == 0
            ? (new ContextDescriptor(data, 0, 0, 0, 0, 0, 0, 0) with { ASID = default }).D0
            : data;

    private static bool IsTlbi(in Command command) => command.Opcode is >= CommandOpcode.TlbiNhAll and <= CommandOpcode.TlbiNsnhAll;
}
