using System.Collections.Concurrent;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>Memory in which something happens, once, just before an access: a message is sent, or the access throws.</summary>
internal sealed class HookedMemory(IPhysicalMemory memory) : IPhysicalMemory
{
    private readonly ConcurrentDictionary<ulong, Action> _reads = [];
    private readonly ConcurrentDictionary<ulong, Action> _writes = [];

    public void BeforeRead(Pa address, Action action) => Assert.True(_reads.TryAdd(address.Value, action));

    public void BeforeWrite(Pa address, Action action) => Assert.True(_writes.TryAdd(address.Value, action));

    /// <summary>Every read of this address throws.</summary>
    public void AlwaysBeforeRead(Pa address, Action action) => BeforeRead(address, () =>
    {
        AlwaysBeforeRead(address, action);
        action();
    });

    public bool TryRead64(Pa address, out ulong value)
    {
        Once(_reads, address);
        return memory.TryRead64(address, out value);
    }

    public bool TryWrite64(Pa address, ulong value)
    {
        Once(_writes, address);
        return memory.TryWrite64(address, value);
    }

    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        Once(_writes, address);
        return memory.TryCompareExchange64(address, expected, replacement, out observed);
    }

    private static void Once(ConcurrentDictionary<ulong, Action> hooks, Pa address)
    {
        if (hooks.TryRemove(address.Value, out var action)) action();
    }
}
