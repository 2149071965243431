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
        var found = step.IsUpdate
            ? memory.TryCompareExchange64(step.Address, step.Expected, step.Desired, out var data)
            : memory.TryRead64(step.Address, out data);
        return found ? core.Resume(walk, data) : core.ResumeWithAbort(walk);
    }
}
