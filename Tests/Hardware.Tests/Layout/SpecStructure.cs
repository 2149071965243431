using System.Globalization;
using System.Reflection;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>A type with <see cref="SpecStructureAttribute"/>, seen from outside: dwords in, dwords out, fields by reflection.</summary>
public sealed class SpecStructure
{
    private readonly ConstructorInfo _constructor;
    private readonly PropertyInfo[] _words;

    public SpecStructure(Type type)
    {
        Type = type;
        Names = type.GetCustomAttribute<SpecStructureAttribute>()!.Names;
        _constructor = type.GetConstructors().Single();
        _words = [.. _constructor.GetParameters().Select(parameter => type.GetProperty(parameter.Name!)!)];
        WordBits = _words[0].PropertyType == typeof(uint) ? 32 : 64;
        Fields = [.. Properties().Concat(Arrays())];
    }

    public static IReadOnlyList<SpecStructure> All { get; } = In(typeof(SpecStructureAttribute).Assembly);

    public Type Type { get; }

    public IReadOnlyList<string> Names { get; }

    public int WordBits { get; }

    public int Bits => _words.Length * WordBits;

    public IReadOnlyList<SpecField> Fields { get; }

    /// <summary>Public properties that are neither raw words nor fields with a printed position: nothing checks them.</summary>
    public IEnumerable<string> Unprinted => Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Except(_words)
        .Where(property => property.GetCustomAttribute<BitsAttribute>() is null).Select(property => $"{Type.Name}.{property.Name}");

    public static IReadOnlyList<SpecStructure> In(Assembly assembly) => [.. assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<SpecStructureAttribute>() is not null)
        .OrderBy(type => type.FullName, StringComparer.Ordinal).Select(type => new SpecStructure(type))];

    /// <summary>Whether the type describes this structure; a name may end in a star.</summary>
    public bool Describes(string structure) => Names.Any(name => Matches(name, structure));

    public static bool Matches(string name, string structure) =>
        name.EndsWith('*') ? structure.StartsWith(name[..^1], StringComparison.Ordinal) : name == structure;

    /// <summary>An instance with exactly these bits set.</summary>
    public object WithBits(Func<int, bool> isSet)
    {
        var words = new ulong[_words.Length];
        for (var bit = 0; bit < Bits; bit++)
            if (isSet(bit)) words[bit / WordBits] |= 1UL << (bit % WordBits);
        return _constructor.Invoke([.. words.Select(word => WordBits == 32 ? (object)(uint)word : word)]);
    }

    /// <summary>The bits that are set in an instance.</summary>
    public SortedSet<int> SetBits(object instance)
    {
        SortedSet<int> bits = [];
        for (var bit = 0; bit < Bits; bit++)
        {
            var word = Convert.ToUInt64(_words[bit / WordBits].GetValue(instance), CultureInfo.InvariantCulture);
            if ((word >> (bit % WordBits) & 1) != 0) bits.Add(bit);
        }

        return bits;
    }

    private IEnumerable<SpecField> Properties() =>
        from property in Type.GetProperties()
        let bits = property.GetCustomAttribute<BitsAttribute>()
        where bits is not null
        select new SpecField(this, property.Name, bits.High, bits.Low, bits is AddressBitsAttribute,
            [.. property.GetCustomAttributes<SpecFieldAttribute>()],
            instance => FieldValue.Plain(property.GetValue(instance)!),
            property.CanWrite ? (instance, value) => property.SetValue(instance, FieldValue.Typed(value, property.PropertyType)) : null);

    private IEnumerable<SpecField> Arrays() =>
        from method in Type.GetMethods()
        let bits = method.GetCustomAttribute<BitsArrayAttribute>()
        where bits is not null
        from index in Enumerable.Range(0, bits.Count)
        let offset = index * (bits.High - bits.Low + 1)
        select new SpecField(this, $"{method.Name}{index}", bits.High + offset, bits.Low + offset, IsAddress: false, [],
            instance => FieldValue.Plain(method.Invoke(instance, [index])!), Write: null);
}

/// <summary>A field of a structure as the code declares it.</summary>
public sealed record SpecField(
    SpecStructure Structure, string Name, int High, int Low, bool IsAddress, IReadOnlyList<SpecFieldAttribute> SpecNames,
    Func<object, ulong> Read, Action<object, ulong>? Write)
{
    public bool Contains(int bit) => bit >= Low && bit <= High;

    /// <summary>The value that the field has when only this bit of it is set.</summary>
    public ulong ValueOf(int bit) => 1UL << (IsAddress ? bit % Structure.WordBits : bit - Low);

    /// <summary>The value that the field has when all its bits are set.</summary>
    public ulong FullValue => Enumerable.Range(Low, High - Low + 1).Aggregate(0UL, (value, bit) => value | ValueOf(bit));

    public override string ToString() => $"{Structure.Type.Name}.{Name} [{High}:{Low}]";
}

/// <summary>Numbers in and out of the types that fields have.</summary>
public static class FieldValue
{
    public static ulong Plain(object value) => value switch
    {
        bool flag => flag ? 1UL : 0UL,
        IConvertible number => Convert.ToUInt64(number, CultureInfo.InvariantCulture),
        _ => Plain(value.GetType().GetProperty("Value")!.GetValue(value)!),
    };

    public static object Typed(ulong value, Type type)
    {
        if (type == typeof(bool)) return value != 0;
        if (type.IsEnum) return Enum.ToObject(type, Typed(value, Enum.GetUnderlyingType(type)));
        if (type == typeof(ulong)) return value;
        if (type == typeof(uint)) return (uint)value;
        if (type == typeof(ushort)) return (ushort)value;
        if (type == typeof(byte)) return (byte)value;
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([Typed(value, constructor.GetParameters().Single().ParameterType)]);
    }
}
