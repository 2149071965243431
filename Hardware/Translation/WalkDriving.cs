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
        if (step.IsUpdate) return Swap(core, walk, step, memory);
        return memory.TryRead64(step.Address, out var data) ? core.Resume(walk, data) : core.ResumeWithAbort(walk);
    }

    private static WalkStep Swap(ISmmuCore core, WalkId walk, in WalkStep step, IPhysicalMemory memory)
    {
        var update = core.UpdateOf(walk);
        return memory.TryCompareExchange64(step.Address, update.Expected, update.Desired, out var found)
            ? core.Resume(walk, found)
            : core.ResumeWithAbort(walk);
    }
}
