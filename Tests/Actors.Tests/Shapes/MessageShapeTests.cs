using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Shapes;

/// <summary>Every message is a sealed record of immutable values that compares by value, and says what it is.</summary>
public sealed class MessageShapeTests
{
    private static readonly Lazy<Dictionary<string, XElement>> Documentation = new(ReadDocumentation);

    public static TheoryData<Type> Messages =>
        [.. typeof(IIommuProtocol).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IIommuProtocol)))];

    [Fact]
    public void There_are_messages() => Assert.InRange(Messages.Count, 20, int.MaxValue);

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_a_sealed_record(Type message)
    {
        Assert.True(message.IsSealed, message.Name);
        Assert.NotNull(message.GetMethod("<Clone>$"));
        Assert.Equal(typeof(object), message.BaseType);
        Assert.True(message.IsPublic, message.Name);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Its_members_are_immutable_values(Type message) => Assert.Empty(Mutable(message, message.Name));

    [Fact]
    public void Control_what_is_not_immutable_is_found()
    {
        Assert.Equal(["HasList.Items: List`1 is no value", "HasSetter.Value can be set"],
            ((Type[])[typeof(HasList), typeof(HasSetter)]).SelectMany(type => Mutable(type, type.Name)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Two_of_the_same_content_are_equal_and_each_member_makes_a_difference(Type message)
    {
        var parameters = Primary(message).GetParameters();
        var one = Build(message, -1);
        var same = Build(message, -1);
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.Equal(one.ToString(), same.ToString());
        for (var changed = 0; changed < parameters.Length; changed++) Assert.NotEqual(one, Build(message, changed));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void It_and_each_of_its_members_is_documented(Type message)
    {
        var own = Assert.Contains($"T:{message.FullName}", (IReadOnlyDictionary<string, XElement>)Documentation.Value);
        Assert.False(string.IsNullOrWhiteSpace(own.Element("summary")?.Value), $"{message.Name} says nothing");
        var described = own.Elements("param")
            .Where(param => !string.IsNullOrWhiteSpace(param.Value))
            .Select(param => param.Attribute("name")!.Value);
        Assert.Empty(Primary(message).GetParameters().Select(parameter => parameter.Name!).Except(described));
    }

    private static ConstructorInfo Primary(Type type) =>
        type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First();

    private static object Build(Type type, int changed)
    {
        var constructor = Primary(type);
        var parameters = constructor.GetParameters();
        return constructor.Invoke([.. parameters.Select((parameter, index) => Value(parameter.ParameterType, index == changed ? 2 : 1))]);
    }

    // A value of a type, made of nothing but a number.
    private static object Value(Type type, int number)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) return number == 1;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(number % Enum.GetValues(type).Length)!;
        if (type.IsPrimitive) return Convert.ChangeType(number, type, System.Globalization.CultureInfo.InvariantCulture);
        var constructor = Primary(type);
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, number))]);
    }

    private static IEnumerable<string> Mutable(Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsPrimitive || type.IsEnum || type == typeof(string)) yield break;
        if (type.IsClass && (type.GetMethod("<Clone>$") is null || type.IsAssignableTo(typeof(IEnumerable))))
        {
            yield return $"{path}: {type.Name} is no value";
            yield break;
        }

        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var field in type.GetFields(All))
        {
            var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
            if (!field.IsInitOnly) yield return $"{path}.{name} can be set";
            foreach (var inner in Mutable(field.FieldType, $"{path}.{name}")) yield return inner;
        }

        // An init accessor keeps its field read-only, so it was not found above; a set accessor was.
        foreach (var property in type.GetProperties(All).Where(property => property.SetMethod is { } set && !IsInit(set)))
        {
            if (type.GetField($"<{property.Name}>k__BackingField", All) is null) yield return $"{path}.{property.Name} can be set";
        }
    }

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static Dictionary<string, XElement> ReadDocumentation()
    {
        var file = $"{typeof(IIommuProtocol).Assembly.GetName().Name}.xml";
        return XDocument.Load(Path.Combine(AppContext.BaseDirectory, file)).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
    }

    private sealed record HasList(List<int> Items);

    private sealed record HasSetter
    {
        public int Value { get; set; }
    }
}
