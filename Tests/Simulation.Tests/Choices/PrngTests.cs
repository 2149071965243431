using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Tests.Choices;

public sealed class PrngTests
{
    // The first outputs of splitmix64 for seed 1234567, as in the reference implementation's published test.
    [Fact]
    public void It_is_splitmix64()
    {
        var prng = new Prng(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => prng.Next()).ToArray());
    }

    [Fact]
    public void Below_is_about_uniform_and_in_range()
    {
        var (prng, counts) = (new Prng(1), new int[7]);
        for (var i = 0; i < 70_000; i++) counts[prng.Below(7)]++;

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void A_ratio_happens_as_often_as_it_says()
    {
        var prng = new Prng(1);

        Assert.InRange(Enumerable.Range(0, 40_000).Count(_ => prng.Happens(new Ratio(3, 8))), 14_500, 15_500);
        Assert.DoesNotContain(Enumerable.Range(0, 1_000), _ => prng.Happens(Ratio.Never));
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(prng.Happens(Ratio.Always)));
    }

    [Fact]
    public void Streams_of_other_names_or_numbers_are_other_streams()
    {
        ulong[] forks = [Prng.Fork(1, "ab"), Prng.Fork(1, "ba"), Prng.Fork(1, "ab", 1), Prng.Fork(2, "ab"), Prng.Fork(1, "")];

        Assert.Equal(forks.Length, forks.Distinct().Count());
        Assert.Equal(forks[0], Prng.Fork(1, "ab"));
    }

    [Fact]
    public void A_hash_knows_order_and_borders()
    {
        var texts = (string[][])[["ab", "c"], ["a", "bc"], ["c", "ab"], ["ab"], ["ab", "c", ""]];

        Assert.Equal(texts.Length, texts.Select(HashOf).Distinct().Count());
        Assert.Equal(HashOf(["ab", "c"]), HashOf(["ab", "c"]));

        static ulong HashOf(string[] texts)
        {
            var hash = StableHash.Start;
            foreach (var text in texts) hash.Add(text);
            return hash.Value;
        }
    }
}
