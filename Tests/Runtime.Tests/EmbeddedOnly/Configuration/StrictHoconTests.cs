using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly.Configuration;

/// <summary>Where Akka.NET's parser guesses, or does not know what the HOCON specification has.</summary>
public sealed class StrictHoconTests
{
    [Theory]
    [InlineData("a = x b = 1", "(1,9)")]
    [InlineData("a {\n  b = 1", "(1,3)")]
    [InlineData("a = 1\n}", "(2,1)")]
    [InlineData("a = ", "(1,5)")]
    [InlineData("a = 1\nb", "(2,1)")]
    [InlineData("a b = 1", "(1,3)")]
    [InlineData("a = [1, 2", "(1,5)")]
    [InlineData("a = \"x", "(1,5)")]
    [InlineData("a = \"\"\"x", "(1,8)")]
    [InlineData("a = \"\\u00\"", "(1,6)")]
    [InlineData("a = @x", "(1,5)")]
    [InlineData("a = ${", "(1,7)")]
    [InlineData("a = ${}", "(1,5)")]
    [InlineData("a { b {}, c = 1 }", "(1,9)")]
    [InlineData("a = 1\nb = ${a.x}", "(2,5)")]
    [InlineData("a = ${b}\nb = ${a}", "(1,5)")]
    [InlineData("a { b = ${a} }", "(1,9)")]
    [InlineData("a = { x = 1 } text", "(1,5)")]
    [InlineData("a = text\na += 1", "(2,6)")]
    [InlineData("{ a = 1 } b = 2", "(1,11)")]
    public void Malformed_text_says_where(string hocon, string position)
    {
        var error = Assert.Throws<FormatException>(() => Parse(hocon));
        Assert.StartsWith(position, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include \"other.conf\"", "(1,1)")]
    [InlineData("a = 1\nb = http://x", "(2,9)")]
    public void What_is_not_supported_says_where(string hocon, string position)
    {
        var error = Assert.Throws<ConfigurationException>(() => Parse(hocon));
        Assert.StartsWith(position, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_says_which_and_where()
    {
        var config = Parse("a {\n  b = ten\n}");
        Assert.StartsWith("a.b: (2,7) \"ten\" is not an integer", Assert.Throws<FormatException>(() => config.GetInt("a.b")).Message,
            StringComparison.Ordinal);
        Assert.Contains("an object", Assert.Throws<FormatException>(() => config.GetInt("a")).Message, StringComparison.Ordinal);
        Assert.Contains("a.b: (2,7)", Assert.Throws<NotSupportedException>(() => config.GetBoolean("a.b")).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Parse("a = 9E").GetByteSize("a", null));
    }

    [Fact]
    public void Lists_are_appended_to()
    {
        Assert.Equal(["1", "2", "3"], Parse("a = [1]\na += 2\na += 3").GetStringList("a"));
        Assert.Equal(["1"], Parse("a += 1").GetStringList("a"));
        Assert.Equal(["1", "2"], Parse("b = [1]\na = ${b}\na += 2").GetStringList("a"));
    }

    [Fact]
    public void An_optional_substitution_may_be_missing()
    {
        Assert.False(Parse("a = ${?nothing.here}").HasPath("a"));
        Assert.Equal("x", Parse("a = x\na = ${?nothing.here}").GetString("a"));
        Assert.Equal("xy", Parse("a = x${?nothing.here}y").GetString("a"));
        Assert.Equal(["1"], Parse("a = [1, ${?nothing.here}]").GetStringList("a"));
    }

    [Fact]
    public void A_substitution_of_itself_is_the_earlier_value()
    {
        Assert.Equal("x:y", Parse("a = x\na = ${a}\":y\"").GetString("a"));
        Assert.Equal([1, 2], Parse("a = [1]\na = ${a} [2]").GetIntList("a"));
    }

    [Fact]
    public void The_environment_is_asked_last()
    {
        Environment.SetEnvironmentVariable("ACTORIOMMU_TEST_VALUE", "from outside");
        Assert.Equal("from outside", Parse("a = ${ACTORIOMMU_TEST_VALUE}").GetString("a"));
        Assert.Equal("inside", Parse("ACTORIOMMU_TEST_VALUE = inside\na = ${?ACTORIOMMU_TEST_VALUE}").GetString("a"));
    }

    [Fact]
    public void Objects_are_joined_to_substituted_ones()
    {
        var config = Parse("base { x = 1, y = 1 }\na = ${base} { y = 2 }\nb = ${base}\nb { z = 3 }");
        Assert.Equal("1 2", $"{config.GetInt("a.x")} {config.GetInt("a.y")}");
        Assert.Equal("1 3", $"{config.GetInt("b.x")} {config.GetInt("b.z")}");
        Assert.Equal(1, config.GetInt("base.y"));
    }

    [Fact]
    public void Every_prefix_of_a_configuration_parses_or_says_where_it_does_not()
    {
        var text = ConfigurationFactory.Default().ToString();
        for (var length = 0; length < text.Length; length += 7)
        {
            var error = Record.Exception(() => Parse(text[..length]));
            Assert.True(error is null or FormatException or ConfigurationException, $"{length}: {error}");
        }
    }

    [Fact]
    public void The_default_configuration_is_parsed_once() => Assert.Same(ConfigurationFactory.Default(), ConfigurationFactory.Default());

    [Fact]
    public void ToString_parses_to_the_same_settings()
    {
        var config = Parse("a { \"b.c\" = \"x y\" }\nl = [1, \"two three\"]\nt = \"it: a # {}\"").WithFallback(Parse("f = 5s"));
        Assert.DoesNotContain("f :", config.ToString(), StringComparison.Ordinal);
        var again = Parse(config.ToString(includeFallback: true));
        Assert.Equal("x y", again.GetString("a.\"b.c\""));
        Assert.Equal(["1", "two three"], again.GetStringList("l"));
        Assert.Equal(TimeSpan.FromSeconds(5), again.GetTimeSpan("f"));
    }

    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);
}
