using ActorIommu.Hardware;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// An SMMU with one planted defect, made by standing between it and its inputs. A replay that calls it correct cannot be
/// trusted to find anything.
/// </summary>
internal sealed class BrokenCore(ISmmuCore core, BreakKind defect) : ISmmuCore
{
    public SmmuCapabilities Capabilities => core.Capabilities;

    public RegisterFile Registers => core.Registers;

    /// <summary>Puts the defects around a core, all at once.</summary>
    public static ISmmuCore With(ISmmuCore core, IEnumerable<BreakKind> defects) => defects.Distinct().Aggregate(core, (inner, defect) => new BrokenCore(inner, defect));

    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value) => core.WriteRegister(offset, sizeBytes, value);

    public WalkId BeginWalk(in Transaction transaction, out WalkStep step) => core.BeginWalk(transaction, out step);

    public WalkStep Resume(WalkId walk, ulong data) => core.Resume(walk, data);

    public WalkStep ResumeWithAbort(WalkId walk) => core.ResumeWithAbort(walk);

    public TranslationResult EndWalk(WalkId walk) => core.EndWalk(walk);

    public WalkBarrier Barrier() => core.Barrier();

    public bool IsDrained(WalkBarrier barrier) => core.IsDrained(barrier);

    public void Execute(in Command command)
    {
        switch (defect)
        {
            case BreakKind.Tlbi when IsTlbi(command):
            case BreakKind.Cfgi when command.Opcode is >= CommandOpcode.CfgiSte and <= CommandOpcode.CfgiCdAll:
                return;
            case BreakKind.Range when IsTlbi(command) && command.TG != TlbiGranule.None:
                core.Execute(command with { NUM = 0, SCALE = 0 });
                return;
            default:
                core.Execute(command);
                return;
        }
    }

    private static bool IsTlbi(in Command command) => command.Opcode is >= CommandOpcode.TlbiNhAll and <= CommandOpcode.TlbiNsnhAll;
}
