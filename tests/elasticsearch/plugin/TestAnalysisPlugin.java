package turnstone;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;

/**
 * For tests only: the token filters of Elasticsearch's module analysis-common that our mapping
 * uses, under the same names and settings. The distribution that the tests fetch lacks the module.
 */
public class TestAnalysisPlugin extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "asciifolding",
            (index, environment, name, settings) -> filter(name, ASCIIFoldingFilter::new),
            "stemmer",
            (index, environment, name, settings) -> filter(name, words -> stem(words, settings))
        );
    }

    private static TokenStream stem(TokenStream words, Settings settings) {
        return new SnowballFilter(words, stemmer(settings.get("language")));
    }

    private static SnowballStemmer stemmer(String language) {
        return switch (language) {
            case "dutch" -> new DutchStemmer();
            case "french" -> new FrenchStemmer();
            case "german" -> new GermanStemmer();
            case "porter2" -> new EnglishStemmer();
            default -> throw new IllegalArgumentException("no stemmer for " + language);
        };
    }

    private static TokenFilterFactory filter(String name, UnaryOperator<TokenStream> create) {
        return new TokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream words) {
                return create.apply(words);
            }
        };
    }
}
