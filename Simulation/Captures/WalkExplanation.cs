using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Captures;

/// <summary>Tells how an SMMU comes to an answer: every read of the walk, and, when a cache answered, what memory says now.</summary>
internal static class WalkExplanation
{
    /// <summary>Asks again, one line a step. The second asking may fill a cache, so it belongs after the comparison.</summary>
    public static IReadOnlyList<string> Of(ISmmuCore core, IPhysicalMemory memory, in Transaction transaction)
    {
        var lines = new List<string>();
        var result = Walk(core, memory, transaction, lines);
        if (result.Path is not (TranslationPath.Iotlb or TranslationPath.Walk) || result.Status != TranslationStatus.Translated)
            return lines;
        lines.Add("the same with empty caches:");
        Walk(WithEmptyCaches(core), memory, transaction, lines);
        return lines;
    }

    private static TranslationResult Walk(ISmmuCore core, IPhysicalMemory memory, in Transaction transaction, List<string> lines)
    {
        var walk = core.BeginWalk(transaction, out var step);
        while (!step.IsDone)
        {
            var read = memory.TryRead64(step.Address, out var data);
            // An explanation changes nothing: an update is told, and taken to succeed.
            var access = step.IsUpdate ? "update" : "read";
            lines.Add($"{access} {step.Kind} at {step.Address}: {(read ? $"0x{data:x16}" : "external abort")}");
            if (step.IsUpdate) data = core.UpdateOf(walk).Expected;
            step = read ? core.Resume(walk, data) : core.ResumeWithAbort(walk);
        }

        var result = core.EndWalk(walk);
        lines.Add($"=> {ReplayComparison.Text(result)}");
        return result;
    }

    private static SmmuCore WithEmptyCaches(ISmmuCore core)
    {
        var fresh = new SmmuCore(core.Capabilities, new SmmuImplementation { TlbCapacity = 0 });
        fresh.WriteRegister(RegisterOffset.Gbpa, 4, (core.Registers.Gbpa with { Update = true }).Raw);
        fresh.WriteRegister(RegisterOffset.Cr2, 4, core.Registers.Cr2.Raw);
        fresh.WriteRegister(RegisterOffset.StrtabBase, 8, core.Registers.StrtabBase.Raw);
        fresh.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, core.Registers.StrtabBaseCfg.Raw);
        fresh.WriteRegister(RegisterOffset.Cr0, 4, core.Registers.Cr0Ack.Raw);
        return fresh;
    }
}
