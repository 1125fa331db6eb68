package io.tillpost.edge.catalog;

import java.util.List;

/// A whole catalogue, checked.
record CatalogContent(List<Article> articles, List<QuickKey> quickKeys) {
    CatalogContent {
        articles = List.copyOf(articles);
        quickKeys = List.copyOf(quickKeys);
    }
}
