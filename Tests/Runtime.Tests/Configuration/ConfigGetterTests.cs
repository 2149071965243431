using System.Globalization;
using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.Configuration;

public sealed class ConfigGetterTests
{
    [Theory]
    [InlineData("5ns", 0)]
    [InlineData("1500 micros", 15_000)]
    [InlineData("10ms", 100_000)]
    [InlineData("10 milliseconds", 100_000)]
    [InlineData("250", 2_500_000)]
    [InlineData("5s", 50_000_000)]
    [InlineData("1.5 seconds", 15_000_000)]
    [InlineData("1m", 600_000_000)]
    [InlineData("2 hours", 72_000_000_000)]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("infinite", -10_000)]
    public void Durations(string text, long ticks) => Assert.Equal(ticks, Parse($"a = {text}").GetTimeSpan("a").Ticks);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("17", 17)]
    [InlineData("17B", 17)]
    [InlineData("2k", 2048)]
    [InlineData("2 KiB", 2048)]
    [InlineData("2kB", 2000)]
    [InlineData("1M", 1 << 20)]
    [InlineData("3 megabytes", 3_000_000)]
    [InlineData("1 gibibyte", 1L << 30)]
    [InlineData("7E", 7L << 60)]
    public void Sizes(string text, long bytes) => Assert.Equal(bytes, Parse($"a = {text}").GetByteSize("a", null));

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("false", false)]
    public void Truth_values(string text, bool value) => Assert.Equal(value, Parse($"a = {text}").GetBoolean("a", !value));

    [Fact]
    public void Numbers()
    {
        var config = Parse("i = -7\nl = 9223372036854775807\nd = 1.5e3\nf = 0.25\nm = 79228162514264337593543950335\nb = [0, 255]");
        Assert.Equal(-7, config.GetInt("i"));
        Assert.Equal(long.MaxValue, config.GetLong("l"));
        Assert.Equal(1500, config.GetDouble("d"));
        Assert.Equal(0.25f, config.GetFloat("f"));
        Assert.Equal(decimal.MaxValue, config.GetDecimal("m"));
        Assert.Equal(new byte[] { 0, 255 }, config.GetByteList("b"));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = commas;
        try
        {
            Assert.Equal(1.5, Parse("a = 1.5").GetDouble("a"));
            Assert.Equal(TimeSpan.FromSeconds(1.5), Parse("a = 1.5s").GetTimeSpan("a"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Lists()
    {
        var config = Parse("t = [a, \"b c\", 3]\nb = [on, false]\nl = [1, 2]\nd = [1.5]\nempty = []");
        Assert.Equal(["a", "b c", "3"], config.GetStringList("t"));
        Assert.Equal([true, false], config.GetBooleanList("b"));
        Assert.Equal([1L, 2L], config.GetLongList("l"));
        Assert.Equal([1.5], config.GetDoubleList("d"));
        Assert.Empty(config.GetStringList("empty"));
    }

    [Fact]
    public void Defaults_for_what_is_missing()
    {
        var config = Parse("a = 1");
        Assert.Equal("d", config.GetString("x", "d"));
        Assert.Null(config.GetString("x"));
        Assert.Equal(7, config.GetInt("x", 7));
        Assert.Equal(0, config.GetInt("x"));
        Assert.True(config.GetBoolean("x", true));
        Assert.Equal(TimeSpan.FromSeconds(5), config.GetTimeSpan("x", TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.Zero, config.GetTimeSpan("x"));
        Assert.Null(config.GetByteSize("x", null));
        Assert.Empty(config.GetStringList("x"));
        Assert.Null(config.GetConfig("x"));
        Assert.False(config.HasPath("x"));
        Assert.False(config.HasPath("a.b"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("9999999999")]
    public void A_duration_or_an_integer_that_is_none_is_an_error(string text)
    {
        var config = Parse($"a = \"{text}\"");
        if (text != "9999999999")
            Assert.ThrowsAny<FormatException>(() => config.GetTimeSpan("a"));
        if (text != "-1")
            Assert.ThrowsAny<Exception>(() => config.GetInt("a"));
    }

    [Fact]
    public void Infinite_can_be_refused() =>
        Assert.ThrowsAny<FormatException>(() => Parse("a = infinite").GetTimeSpan("a", null, allowInfinite: false));

    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("1")]
    public void Such_texts_are_no_truth_values(string text) =>
        Assert.Throws<NotSupportedException>(() => ConfigurationFactory.ParseString($"a = {text}").GetBoolean("a"));
}
