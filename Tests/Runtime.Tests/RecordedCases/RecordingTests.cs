using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.RecordedCases;

/// <summary>The comparison itself: what it forgives and what it does not.</summary>
public sealed class RecordingTests
{
    private static readonly string[] Case27 =
    [
        "   p/1 ctor", "   p/1 PreStart", "   w/1 ctor", "   w/1 PreStart", "   kid/1 ctor", "   kid/1 PreStart", "   grandkid/1 ctor",
        "   grandkid/1 PreStart", "   w/1 <- [akka://g/user/p#-1]", "   p/1 <- queued", "   grandkid/1 PostStop", "   kid/1 PostStop",
        "   p/1 PostStop",
        "   w/1 <- Terminated(p,exist=True,addr=False)",
    ];

    [Fact]
    public void Uids_may_differ() => Recording.Check(27, Case27);

    [Fact]
    public void A_missing_line_a_further_line_and_another_order_are_noticed()
    {
        Assert.Throws<EqualException>(() => Recording.Check(27, Case27[..^1]));
        Assert.Throws<EqualException>(() => Recording.Check(27, Case27.Append("   w/1 PostStop")));
        Assert.Throws<EqualException>(() => Recording.Check(27, [.. Case27[..10], Case27[11], Case27[10], .. Case27[12..]]));
        Assert.Throws<EqualException>(() => Recording.Check(
            27, Case27.Select(line => line.Replace("grandkid", "child", StringComparison.Ordinal))));
    }
}
