using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>Memory in which the next command of a kind arrives with an opcode that does not exist.</summary>
internal sealed class CorruptingMemory(IPhysicalMemory memory) : IPhysicalMemory
{
    private int _opcode = -1;

    /// <summary>The next first doubleword with this opcode is not what was written.</summary>
    public void Corrupt(CommandOpcode opcode) => Volatile.Write(ref _opcode, (int)opcode);

    public bool TryRead64(Pa address, out ulong value) => memory.TryRead64(address, out value);

    public bool TryWrite64(Pa address, ulong value)
    {
        var isHit = address.Value % 16 == 0 && (int)(value & 0xff) == Volatile.Read(ref _opcode);
        if (isHit) Volatile.Write(ref _opcode, -1);
        return memory.TryWrite64(address, isHit ? value | 0xff : value);
    }

    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed) =>
        memory.TryCompareExchange64(address, expected, replacement, out observed);
}
