using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorIommu.Runtime.Tests.Serialization;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly.Serialization;

/// <summary>Hyperion writes frozen collections and cannot read them.</summary>
public sealed class MapTests(SerializationFixture fixture) : IClassFixture<SerializationFixture>
{
    [Fact]
    public void Maps_and_sets_come_back_item_by_item_and_can_be_searched()
    {
        var guid = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var value = new Maps(
            new() { [new(1, 2)] = "p" },
            ImmutableDictionary<string, Simple>.Empty.Add("k", new("s", 1)),
            ImmutableSortedDictionary<int, int>.Empty.Add(2, 20).Add(1, 10),
            new Dictionary<int, string> { [5] = "five", [6] = "six" }.ToFrozenDictionary(),
            [guid],
            [Colour.Red, Colour.None]);
        var copy = Assert.IsType<Maps>(fixture.RoundTrip(value));
        Assert.Equal("p", copy.ByPoint[new(1, 2)]);
        Assert.Equal(new Simple("s", 1), copy.Immutable["k"]);
        Assert.Equal([1, 2], copy.Sorted.Keys);
        Assert.Equal("six", copy.Frozen[6]);
        Assert.Contains(guid, copy.Set);
        Assert.True(copy.Colours.SetEquals(value.Colours));
    }
}
