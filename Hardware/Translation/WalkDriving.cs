using System.Runtime.CompilerServices;
using ActorIommu.Hardware.Memory;

namespace ActorIommu.Hardware.Translation;

/// <summary>How a walk is answered from memory.</summary>
public static class WalkDriving
{
    /// <summary>Makes the access that a step asks for, and takes the walk on with what was found; an abort is an answer too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WalkStep Answer(this ISmmuCore core, WalkId walk, in WalkStep step, IPhysicalMemory memory)
    {
        return TryAccess(core, walk, step, memory, out var data) ? core.Resume(walk, data) : core.ResumeWithAbort(walk);
    }

    /// <summary>Makes the access that a step asks for; the walk can be taken on with what was found later. False after an abort.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAccess(this ISmmuCore core, WalkId walk, in WalkStep step, IPhysicalMemory memory, out ulong data) =>
        step.IsUpdate ? TrySwap(core, walk, step, memory, out data) : memory.TryRead64(step.Address, out data);

    private static bool TrySwap(ISmmuCore core, WalkId walk, in WalkStep step, IPhysicalMemory memory, out ulong found)
    {
        var update = core.UpdateOf(walk);
        return memory.TryCompareExchange64(step.Address, update.Expected, update.Desired, out found);
    }
}
