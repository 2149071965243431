using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Drivers;

/// <summary>Accesses of host software to what it put into memory that is there.</summary>
internal static class HostMemory
{
    extension(IPhysicalMemory memory)
    {
        public ulong Load(Pa address) => memory.TryRead64(address, out var word) ? word : throw None(address);

        public void Store(Pa address, ulong word)
        {
            if (!memory.TryWrite64(address, word)) throw None(address);
        }

        /// <summary>True if the word was the expected one, and is replaced.</summary>
        public bool Exchange(Pa address, ulong expected, ulong replacement, out ulong observed) =>
            memory.TryCompareExchange64(address, expected, replacement, out observed) ? observed == expected : throw None(address);

        /// <summary>Replaces a word by a function of it, as one access; what it was.</summary>
        public ulong Update(Pa address, Func<ulong, ulong> change)
        {
            var word = memory.Load(address);
            while (!memory.Exchange(address, word, change(word), out var observed)) word = observed;
            return word;
        }
    }

    private static InvalidOperationException None(Pa address) => new($"There is no memory at {address}.");
}
