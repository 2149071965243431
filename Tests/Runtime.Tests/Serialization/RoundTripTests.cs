using System.Collections.Immutable;
using System.Numerics;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Serialization;

public sealed class RoundTripTests(SerializationFixture fixture) : IClassFixture<SerializationFixture>
{
    public static TheoryData<object> EqualValues { get; } = new(
        true, (byte)255, (sbyte)-128, (short)-5, (ushort)65535, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, Int128.MinValue,
            UInt128.MaxValue,
        1.5f, float.Epsilon, double.NaN, double.NegativeInfinity, -0.0, double.MaxValue, 1.10m, decimal.MinValue, 'x', '\ud800',
        "", "text \"quoted\" \\ \n\u0001 é \ud83d\ude00", new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-3)),
            TimeSpan.MinValue,
        Colour.Red, (Colour)99, Wide.Highest, new BigInteger(ulong.MaxValue) * 3, new Version(1, 2, 3),
        new Point(-1, long.MaxValue), new Simple("n", 1), new Dog("d", 3), (1, "two"), Tuple.Create(1, "two"),
            new Generic<ulong>(ulong.MaxValue),
        new Generic<Generic<Point?>>(new(new Point(1, 2))), new Generic<object?>(null),
            new Generic<object>(new Generic<Animal>(new Dog("d", 1))),
        new Nested(new("i", 1), new(1, 2), new Dog("d", 3), Colour.Red, new Nested(new("j", 2), default, new Animal("a"), 5UL, null)),
        new Tuples((1, "x"), Tuple.Create(2, new Simple("s", 3)), (new Point(4, 5), (6, 7))),
        new Scalars(
            true, 1, -1, -2, 2, -3, 3, -4, ulong.MaxValue - 1, Int128.MaxValue, UInt128.MaxValue - 1, 0.1f, 0.1, 0.1m, '\0', null,
                Guid.Empty, DateTime.MaxValue,
            DateTimeOffset.MinValue, TimeSpan.FromTicks(1), DateOnly.MaxValue, new TimeOnly(1, 2, 3), Colour.Red, Wide.Highest, 4, null),
        new Status.Success(new Simple("in", 1)), ReceiveTimeout.Instance);

    [Theory]
    [MemberData(nameof(EqualValues), DisableDiscoveryEnumeration = true)]
    public void Values_come_back_equal(object value)
    {
        var copy = fixture.RoundTrip(value);
        Assert.Equal(value.GetType(), copy!.GetType());
        if (value is Status.Success success)
            Assert.Equal(success.Status, ((Status.Success)copy).Status);
        else if (value is not ReceiveTimeout)
            Assert.Equal(value, copy);
        if (value is double number)
            Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)copy));
        if (value is decimal scaled)
            Assert.Equal(scaled.Scale, ((decimal)copy).Scale);
    }

    [Fact]
    public void Null_comes_back() => Assert.Null(fixture.RoundTrip(null));

    [Fact]
    public void Byte_arrays_come_back() =>
        Assert.Equal(new byte[] { 0, 1, 255 }, Assert.IsType<byte[]>(fixture.RoundTrip(new byte[] { 0, 1, 255 })));

    [Fact]
    public void Lists_come_back_item_by_item()
    {
        var value = new Lists([1, 2], [new(1, 2), new(3, 4)], ["a", "b"], [new Animal("a"), new Dog("d", 1)], [7, 8], [0, 255]);
        var copy = Assert.IsType<Lists>(fixture.RoundTrip(value));
        Assert.Equal(value.Numbers, copy.Numbers);
        Assert.Equal(value.Points.AsEnumerable(), copy.Points);
        Assert.Equal(value.Texts, copy.Texts);
        Assert.Equal(value.Animals, copy.Animals);
        Assert.Equal(value.Expression, copy.Expression);
        Assert.Equal(value.Bytes, copy.Bytes);
    }

    [Fact]
    public void Collections_come_back_as_messages_of_their_own()
    {
        Assert.Equal([3, 2, 1], Assert.IsType<Stack<int>>(fixture.RoundTrip(new Stack<int>([1, 2, 3]))));
        Assert.Equal([1, 2, 3], Assert.IsType<Queue<int>>(fixture.RoundTrip(new Queue<int>([1, 2, 3]))));
        Assert.Equal(["a", "b"], Assert.IsType<ImmutableArray<string>>(fixture.RoundTrip(ImmutableArray.Create("a", "b"))).AsEnumerable());
        Assert.Equal(new object?[] { 1, "x", null, new Point(1, 2) }, fixture.RoundTrip(new object?[] { 1, "x", null, new Point(1, 2) }));
        Assert.Equal(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, Assert.IsType<int[,]>(fixture.RoundTrip(new[,] { { 1, 2, 3 }, { 4, 5, 6 } })));
        Assert.Equal([[1], [2, 3]], Assert.IsType<int[][]>(fixture.RoundTrip(new int[][] { [1], [2, 3] })));
    }

    [Fact]
    public void Private_fields_come_back_and_constructors_do_not_run()
    {
        Assert.Equal(6, Assert.IsType<Shy>(fixture.RoundTrip(new Shy(3))).Doubled);
        var derived = Assert.IsType<Derived>(fixture.RoundTrip(new Derived("own")));
        Assert.Equal("own base", $"{derived.OwnValue} {derived.BaseValue}");
    }

    [Fact]
    public void A_reference_comes_back_as_the_same_actor()
    {
        var actor = fixture.System.ActorOf(Props.Create(() => new Nothing()));
        var copy = Assert.IsType<WithReference>(fixture.RoundTrip(new WithReference(actor, null)));
        Assert.Equal(actor, copy.Target);
        Assert.Null(copy.Missing);
        Assert.Equal(actor, fixture.RoundTrip(actor));
        Assert.Equal(actor.Path, fixture.RoundTrip(actor.Path));
        Assert.Equal(ActorRefs.Nobody, fixture.RoundTrip(ActorRefs.Nobody));
    }

    [Fact]
    public void A_failure_keeps_the_type_and_message_of_its_cause()
    {
        var copy = Assert.IsType<Status.Failure>(fixture.RoundTrip(new Status.Failure(new InvalidOperationException("outer",
            new TimeoutException("inner")))));
        Assert.Equal("outer", Assert.IsType<InvalidOperationException>(copy.Cause).Message);
        Assert.Equal("inner", Assert.IsType<TimeoutException>(copy.Cause.InnerException).Message);
    }

    private sealed class Nothing : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
