using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Shrinking;

/// <summary>
/// A trace as a shrinker handles it: the values of each site by themselves, up to the last that is not calm. What is taken out of one
/// site leaves the others as they are.
/// </summary>
internal sealed class ChoiceStreams
{
    private readonly int[][] _values;

    public ChoiceStreams(ReadOnlySpan<Choice> choices)
    {
        var values = new List<int>[ChoiceSite.Count];
        foreach (var choice in choices) (values[choice.Site.Code] ??= []).Add(choice.Value);
        _values = new int[ChoiceSite.Count][];
        for (var site = 0; site < values.Length; site++) _values[site] = Trimmed(values[site] ?? []);
    }

    private ChoiceStreams(int[][] values) => _values = values;

    /// <summary>How many choices are not calm.</summary>
    public int Deviations => _values.Sum(values => values.Count(value => value != 0));

    public int LengthOf(int site) => _values[site].Length;

    /// <summary>Calm beyond the end.</summary>
    public int ValueAt(int site, int index) => index < _values[site].Length ? _values[site][index] : 0;

    /// <summary>Those from start to end of what is not calm made calm; null if there are none.</summary>
    public ChoiceStreams? WithCalm(int start, int end)
    {
        var values = new int[_values.Length][];
        var (deviation, isOther) = (0, false);
        for (var site = 0; site < values.Length; site++)
        {
            values[site] = [.. _values[site]];
            foreach (ref var value in values[site].AsSpan())
            {
                if (value == 0) continue;
                if (deviation >= start && deviation < end) (value, isOther) = (0, true);
                deviation++;
            }
        }

        return isOther ? new ChoiceStreams(values) : null;
    }

    /// <summary>Without some choices of a site, so that later ones come earlier; null if there are none.</summary>
    public ChoiceStreams? Without(int site, int start, int end)
    {
        var old = _values[site];
        end = Math.Min(end, old.Length);
        return start < end ? With(site, [.. old[..start], .. old[end..]]) : null;
    }

    /// <summary>With another value at one choice; null if it is not there.</summary>
    public ChoiceStreams? WithValue(int site, int index, int value)
    {
        if (index >= _values[site].Length) return null;
        int[] values = [.. _values[site]];
        values[index] = value;
        return With(site, values);
    }

    /// <summary>A trace to go along; its arities say nothing.</summary>
    public Choice[] ToChoices()
    {
        var choices = new List<Choice>();
        for (var site = 0; site < _values.Length; site++)
        {
            foreach (var value in _values[site]) choices.Add(new Choice(new ChoiceSite((byte)site), Choice.MaxArity, value));
        }

        return [.. choices];
    }

    /// <summary>Which of two runs is simpler: fewer deviations, then fewer choices, then smaller ones, then smaller ones first.</summary>
    public static int Compare(ReadOnlySpan<Choice> one, ReadOnlySpan<Choice> two)
    {
        var (first, second) = (Measure(one), Measure(two));
        if (first != second) return first.CompareTo(second);
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i].Value != two[i].Value) return one[i].Value.CompareTo(two[i].Value);
        }

        return 0;
    }

    private static (int Deviations, int Length, long Sum) Measure(ReadOnlySpan<Choice> choices)
    {
        var (deviations, sum) = (0, 0L);
        foreach (var choice in choices)
        {
            if (choice.Value != 0) deviations++;
            sum += choice.Value;
        }

        return (deviations, choices.Length, sum);
    }

    private static int[] Trimmed(List<int> values)
    {
        var length = values.FindLastIndex(value => value != 0) + 1;
        return [.. values[..length]];
    }

    private ChoiceStreams With(int site, int[] values)
    {
        int[][] all = [.. _values];
        all[site] = values;
        return new ChoiceStreams(all);
    }
}
