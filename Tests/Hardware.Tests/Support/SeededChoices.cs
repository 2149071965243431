using ActorIommu.Hardware.Freedoms;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>Hardware that takes liberties; how often, differs from freedom to freedom and is the seed's choice too.</summary>
internal sealed class SeededChoices : IChoices
{
    private readonly Prng _random;
    private readonly int[] _chances = new int[Enum.GetValues<Freedom>().Length];
    private readonly bool _isLazy;

    public SeededChoices(ulong seed)
    {
        _random = new Prng(seed);
        for (var freedom = 0; freedom < _chances.Length; freedom++) _chances[freedom] = _random.Of(1, 2, 4, 16, 1000);
        _isLazy = _random.OneIn(2);
    }

    /// <summary>How often each freedom was answered otherwise than calmly.</summary>
    public int[] Taken { get; } = new int[Enum.GetValues<Freedom>().Length];

    public int Choose(Freedom freedom, int count)
    {
        // An effect that is late is asked after at every call: only laziness lets several wait together.
        if (freedom == Freedom.LateEffect && _isLazy) return Answer(freedom, _random.OneIn(16) ? 0 : 1);
        return count == 1 || !_random.OneIn(_chances[(int)freedom]) ? 0 : Answer(freedom, _random.Below(count));
    }

    private int Answer(Freedom freedom, int choice)
    {
        if (choice != 0) Taken[(int)freedom]++;
        return choice;
    }
}

/// <summary>Hardware that always takes the same liberty, and no other.</summary>
internal sealed class OneChoice(Freedom freedom, int answer = 1) : IChoices
{
    public int Choose(Freedom asked, int count) => asked == freedom && answer < count ? answer : 0;
}
