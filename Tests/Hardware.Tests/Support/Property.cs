using FsCheck;
using FsCheck.Fluent;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>FsCheck with a seed that is told and can be set (ACTORIOMMU_SEED), and numbers whose edges are likely.</summary>
internal static class Property
{
    /// <summary>64-bit numbers: powers of two and their neighbours, masks, noise.</summary>
    public static Arbitrary<ulong> Edges { get; } = Arb.From(
        ArbMap.Default.GeneratorFor<int>().Zip(Gen.Choose(0, int.MaxValue), (a, b) => new Prng(((ulong)(uint)a << 32) | (uint)b).Edge()));

    /// <summary>Sequences of numbers, each the seed of one operation: shrinking leaves operations out.</summary>
    public static Arbitrary<ulong[]> Operations(int length)
    {
        var seeds = Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, int.MaxValue), (a, b) => ((ulong)a << 32) | (uint)b);
        return Arb.From(Gen.ArrayOf(seeds, length), Shrink);
    }

    public static void Check<T>(Arbitrary<T> values, Action<T> holds, int count = 1000) =>
        Prop.ForAll(values, holds).Check(
            Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(Prng.Seed, 0x9e37_79b9));

    private static IEnumerable<ulong[]> Shrink(ulong[] operations)
    {
        for (var part = operations.Length / 2; part > 0; part /= 2)
        {
            for (var at = 0; at + part <= operations.Length; at += part) yield return [.. operations[..at], .. operations[(at + part)..]];
        }
    }
}
