using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.Configuration;

public sealed class HoconSyntaxTests
{
    [Theory]
    [InlineData("a { b { c = 1 } }", "a.b.c", "1")]
    [InlineData("a.b.c = 1", "a.b.c", "1")]
    [InlineData("a.b { c = 1 }", "a.b.c", "1")]
    [InlineData("a : 1", "a", "1")]
    [InlineData("a = { b = 1 }", "a.b", "1")]
    [InlineData("{ \"a\" : { \"b\" : 1 } }", "a.b", "1")]
    [InlineData("a = 1, b = 2", "b", "2")]
    [InlineData("a = 1\nb = 2", "b", "2")]
    [InlineData("a = 1\r\nb = 2\r\n", "b", "2")]
    [InlineData("\"a.b\" = 1", "\"a.b\"", "1")]
    [InlineData("a.\"b.c\".d = 1", "a.\"b.c\".d", "1")]
    [InlineData("a-b_c = 1", "a-b_c", "1")]
    [InlineData("3.14 = 42", "3.14", "42")]
    public void Keys(string hocon, string path, string value) => Assert.Equal(value, Parse(hocon).GetString(path));

    [Theory]
    [InlineData("a = text", "text")]
    [InlineData("a = two words", "two words")]
    [InlineData("a =   padded   ", "padded")]
    [InlineData("a = \"quoted # not a comment\"", "quoted # not a comment")]
    [InlineData("a = \"x\\ty\\n\\\"z\\\" \\u0041 \\\\\"", "x\ty\n\"z\" A \\")]
    [InlineData("a = \"\"\"three \"quotes\" and \\ no escapes\"\"\"", "three \"quotes\" and \\ no escapes")]
    [InlineData("a = \"\"\"two\nlines\"\"\"", "two\nlines")]
    [InlineData("a = 127.0.0.1", "127.0.0.1")]
    [InlineData("a = \"akka://sys@host:80/user\"", "akka://sys@host:80/user")]
    [InlineData("a = c:\\d", null)]
    [InlineData("a = null", null)]
    [InlineData("a =\n  1", "1")]
    [InlineData("b = x\na = ${b}", "x")]
    [InlineData("b = x\na = ${b}y", "xy")]
    [InlineData("b = x\na = \"<\"${b}\">\"", "<x>")]
    [InlineData("b = x\na = ${b} ${b}", "x x")]
    [InlineData("a = ${b.c}\nb { c = later }", "later")]
    public void Values(string hocon, string? value)
    {
        if (value is null && hocon.Contains('\\', StringComparison.Ordinal))
            Assert.ThrowsAny<Exception>(() => Parse(hocon));
        else
            Assert.Equal(value, Parse(hocon).GetString("a"));
    }

    [Theory]
    [InlineData("# one\na = 1 # two\n# three")]
    [InlineData("// one\na = 1 // two\n// three")]
    [InlineData("a = 1# glued")]
    [InlineData("a = // before the value\n1")]
    public void Comments(string hocon) => Assert.Equal(1, Parse(hocon).GetInt("a"));

    [Theory]
    [InlineData("a = [1, 2, 3]")]
    [InlineData("a = [1, 2, 3,]")]
    [InlineData("a = [1\n2\n3]")]
    [InlineData("a = [\n  1, # one\n  2,\n  3\n]")]
    [InlineData("a = [1] [2, 3]")]
    [InlineData("b = [1, 2]\na = ${b} [3]")]
    public void Lists(string hocon) => Assert.Equal([1, 2, 3], Parse(hocon).GetIntList("a"));

    [Fact]
    public void Lists_hold_objects_and_lists()
    {
        var items = Parse("a = [{ x = 1 }, [2, 3], text]").GetValue("a")!.GetArray();
        Assert.Equal(1, items[0].GetChildObject("x")!.GetInt());
        Assert.Equal([2, 3], items[1].GetIntList());
        Assert.Equal("text", items[2].GetString());
    }

    [Fact]
    public void An_object_is_merged_into_an_earlier_one()
    {
        var config = Parse("a { b = 1, c { d = 2 } }\na { b = 3\n c { e = 4 } }");
        Assert.Equal("3 2 4", $"{config.GetInt("a.b")} {config.GetInt("a.c.d")} {config.GetInt("a.c.e")}");
    }

    [Fact]
    public void The_last_value_wins_and_an_object_and_a_text_replace_each_other()
    {
        Assert.Equal(2, Parse("a = 1\na = 2").GetInt("a"));
        Assert.Equal(2, Parse("a = 1\na { b = 2 }").GetInt("a.b"));
        var replaced = Parse("a { b = 2 }\na = 1");
        Assert.Equal(1, replaced.GetInt("a"));
        Assert.False(replaced.HasPath("a.b"));
    }

    [Fact]
    public void A_substitution_may_stand_for_an_object()
    {
        var config = Parse("defaults { x = 1 }\na = ${defaults}");
        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(1, config.GetConfig("a")!.GetInt("x"));
    }

    [Theory]
    [InlineData("a { b { c = 1 }, d = 2 }")]
    [InlineData("a = ${missing}")]
    [InlineData("a = \"\\q\"")]
    public void Malformed_text_is_a_FormatException(string hocon) => Assert.Throws<FormatException>(() => Parse(hocon));

    [Theory]
    [InlineData("a = http://localhost")]
    [InlineData("a = b=c")]
    public void An_unquoted_value_with_an_assignment_in_it_is_a_ConfigurationException(string hocon) =>
        Assert.Throws<ConfigurationException>(() => Parse(hocon));

    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);
}
