using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

/// <summary>Messages are data: they can be written down, compared and judged.</summary>
public sealed class MessageTests
{
    [Fact]
    public void Messages_are_data() => Check.Clean(MessageShapes.Check(Libraries.Messages.GetTypes()));

    [Theory]
    [InlineData(typeof(Planted.PlainClass), "is not a sealed record")]
    [InlineData(typeof(Planted.OpenRecord), "is not a sealed record")]
    [InlineData(typeof(Planted.HoldsObject), "holds System.Object")]
    [InlineData(typeof(Planted.HoldsObjects), "holds System.Object")]
    [InlineData(typeof(Planted.HoldsDelegate), "holds System.Action")]
    [InlineData(typeof(Planted.HoldsArray), "holds the array Byte[]")]
    [InlineData(typeof(Planted.Changes), "can be changed")]
    [InlineData(typeof(Planted.Behaves), "has behaviour: Double")]
    public void Control_something_else(Type planted, string what) => Check.Finds(what, MessageShapes.Check([planted]));

    [Fact]
    public void Control_what_is_allowed() => Check.Clean(MessageShapes.Check(
    [
        typeof(Planted.GoodMessage),
        typeof(Planted.GoodId),
        typeof(Planted.IGoodSeam),
        typeof(Planted.GoodKind),
        typeof(Planted.GoodProtocol),
    ]));
}
